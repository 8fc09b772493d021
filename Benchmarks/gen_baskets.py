#!/usr/bin/env python3
"""gen_baskets.py BASKETS [--items 500] [--seed S] [--out DIR]

Baskets in the manner of Agrawal and Srikant's generator, deterministic in (BASKETS, items, seed): a basket holds
1 + Poisson(5) items drawn by Zipf's law with exponent 0.8 and, half of the time, most of one of 100 patterns of
2 to 4 items. Writes DIR/baskets_{BASKETS}.csv: a basket a line, items i0 to i{items - 1}, no header.
"""
import argparse, os
import numpy as np

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("baskets", type=int); ap.add_argument("--items", type=int, default=500)
    ap.add_argument("--seed", type=int, default=7); ap.add_argument("--out", default="bench-data")
    a = ap.parse_args(); os.makedirs(a.out, exist_ok=True)
    rng = np.random.default_rng([a.seed, a.baskets, a.items]); n = a.baskets
    w = 1 / np.arange(1, a.items + 1) ** 0.8; w /= w.sum()
    patterns = [rng.choice(a.items, rng.integers(2, 5), replace=False) for _ in range(100)]
    weight = rng.exponential(1, 100); weight /= weight.sum()
    size = 1 + rng.poisson(5, n); single = rng.choice(a.items, size.sum(), p=w)
    which = rng.choice(100, n, p=weight); has = rng.random(n) < 0.5; kept = rng.random((n, 4)) < 0.9
    f = f"{a.out}/baskets_{n}.csv"; place = 0
    with open(f + ".part", "w") as out:
        for i in range(n):
            items = set(single[place:place + size[i]].tolist()); place += size[i]
            if has[i]: items.update(int(x) for x, k in zip(patterns[which[i]], kept[i]) if k)
            out.write(",".join(f"i{x}" for x in sorted(items)) + "\n")
    os.replace(f + ".part", f); print(f)

if __name__ == "__main__":
    main()
