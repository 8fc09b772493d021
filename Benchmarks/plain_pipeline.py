#!/usr/bin/env python3
"""plain_pipeline.py ORDERS.csv [--horizon 90] [--out DIR]

What `churn train` does on Online Retail, written plainly with pandas and scikit-learn, as the
yardstick of the time from reader to report: read and clean (returns dropped), monthly cutoffs,
features of recency, frequency, money, rhythm, trend, season, breadth and returns, penalty chosen on
time folds, Platt calibration, test at the last matured cutoff beside three plain rules, bootstrap
intervals by customer, reasons for each customer. Prints one JSON line.
"""
import argparse, json, os, time
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

WINDOWS = (30, 90, 180, 365)
PENALTIES = np.logspace(-3, 2, 10)


def read(path):
    orders = pd.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str, "CustomerID": str})
    orders["InvoiceDate"] = pd.to_datetime(orders["InvoiceDate"])
    keep = orders["CustomerID"].notna() & ~orders["InvoiceNo"].str.startswith("C")
    keep &= (orders["Quantity"] > 0) & (orders["UnitPrice"] > 0)
    orders = orders[keep].copy()
    orders["amount"] = orders["Quantity"] * orders["UnitPrice"]
    orders["day"] = orders["InvoiceDate"].dt.normalize()
    return orders.rename(columns={"CustomerID": "customer", "InvoiceNo": "order", "StockCode": "product"})


def slope(values):
    """Least-squares slope along each row."""
    x = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    return values @ x / (x @ x)


def features(orders, cutoff, horizon, active_within):
    past = orders[orders["InvoiceDate"] < cutoff]
    lines = past.groupby("customer")
    per_order = past.groupby(["customer", "order"]).agg(
        day=("day", "min"), value=("amount", "sum"), items=("Quantity", "sum"), lines=("product", "size")
    ).reset_index().sort_values(["customer", "day"])
    by = per_order.groupby("customer")
    age = (cutoff - per_order["day"]).dt.days
    out = pd.DataFrame({
        "recency_days": (cutoff - by["day"].max()).dt.days,
        "tenure_days": (cutoff - by["day"].min()).dt.days,
        "orders_all": by.size(), "revenue_all": by["value"].sum(), "aov": by["value"].mean(),
        "first_order_value": by["value"].first(), "order_value_sd": by["value"].std(),
        "items_per_order": by["items"].mean(), "lines_per_order": by["lines"].mean(),
    })
    for days in WINDOWS:
        inside = per_order[age <= days].groupby("customer")
        out[f"orders_{days}"] = inside.size()
        out[f"revenue_{days}"] = inside["value"].sum()
    before = per_order[(age > 90) & (age <= 180)].groupby("customer")
    out["orders_before"] = before.size()
    out["revenue_before"] = before["value"].sum()
    counts = [c for c in out if c.startswith(("orders_", "revenue_"))]
    out[counts] = out[counts].fillna(0)

    # Rhythm: gaps between purchase days.
    days = per_order[["customer", "day"]].drop_duplicates()
    days["gap"] = days.groupby("customer")["day"].diff().dt.days
    gaps = days.groupby("customer")["gap"]
    base_mean, base_median = days["gap"].mean(), days["gap"].median()
    number = gaps.count()
    out["gap_mean"], out["gap_median"], out["gap_sd"] = gaps.mean(), gaps.median(), gaps.std()
    out["gap_last"] = gaps.last()
    out["gap_cv"] = out["gap_sd"] / out["gap_mean"]
    shrunk = (number * out["gap_median"].fillna(0) + 3 * base_median) / (number + 3)
    out["rhythm_ratio"] = out["recency_days"] / shrunk.clip(lower=1)
    out["rhythm_z"] = (out["recency_days"] - out["gap_mean"].fillna(base_mean)) / out["gap_sd"].fillna(base_mean).clip(lower=1)
    joined = days.join(out["recency_days"], on="customer")
    longer = (joined["gap"] >= joined["recency_days"]).groupby(joined["customer"]).sum()
    out["rhythm_tail"] = (longer + 0.5) / (number + 1)
    out["overdue_days"] = (out["recency_days"] - gaps.quantile(0.9).fillna(2 * base_mean)).clip(lower=0)

    # Trend.
    out["orders_ratio"] = (out["orders_90"] + 1) / (out["orders_before"] + 1)
    out["revenue_ratio"] = np.log1p(out["revenue_90"]) - np.log1p(out["revenue_before"])
    out["velocity"] = out["orders_90"] / 3
    out["acceleration"] = (out["orders_90"] - out["orders_before"]) / 3
    months = per_order.assign(bin=(age - 1) // 30).query("bin < 6").pivot_table(
        index="customer", columns="bin", values="value", aggfunc="sum", fill_value=0)
    months = months.reindex(index=out.index, columns=range(6), fill_value=0)
    out["revenue_slope"] = slope(np.log1p(months.to_numpy())[:, ::-1])
    recent = per_order[age <= 90].groupby("customer")["value"].mean()
    out["aov_ratio"] = recent / out["aov"]
    out["empty_streak"] = (out["recency_days"] - 1) // 30

    # Season, breadth, place.
    middle = cutoff + pd.Timedelta(days=horizon / 2)
    out["season_sin"] = np.sin(2 * np.pi * middle.day_of_year / 365.25)
    out["season_cos"] = np.cos(2 * np.pi * middle.day_of_year / 365.25)
    out["weekend_share"] = (per_order["day"].dt.day_of_week >= 5).groupby(per_order["customer"]).mean()
    out["n_products"] = lines["product"].nunique()
    last_90 = past[(cutoff - past["day"]).dt.days <= 90]
    out["n_products_90"] = last_90.groupby("customer")["product"].nunique().reindex(out.index).fillna(0)
    bought = past.groupby(["customer", "product"])["order"].nunique()
    out["repeat_product_share"] = (bought > 1).groupby("customer").mean()
    out["home"] = (lines["Country"].last() == "United Kingdom").astype(float)

    window = orders[(orders["InvoiceDate"] >= cutoff) & (orders["InvoiceDate"] < cutoff + pd.Timedelta(days=horizon))]
    out["churned"] = ~out.index.isin(window["customer"].unique())
    return out[out["recency_days"] <= active_within].sort_index()


class Encoder:
    """Log of heavy tails, indicators of what is missing, standardisation."""

    def fit(self, table):
        self.heavy = [c for c in table if table[c].min() >= 0 and table[c].skew() > 1]
        self.missing = [c for c in table if table[c].isna().any()]
        self.median = table.median()
        self.scaler = StandardScaler().fit(self._plain(table))
        return self

    def _plain(self, table):
        plain = table.fillna(self.median).fillna(0)
        plain[self.heavy] = np.log1p(plain[self.heavy].clip(lower=0))
        for column in self.missing:
            plain[column + "_missing"] = table[column].isna().astype(float)
        return plain

    def transform(self, table):
        plain = self._plain(table)
        return pd.DataFrame(self.scaler.transform(plain), index=plain.index, columns=plain.columns)


def fit(table, penalty):
    encoder = Encoder().fit(table.drop(columns="churned"))
    model = LogisticRegression(C=penalty, solver="newton-cholesky", max_iter=200)
    return encoder, model.fit(encoder.transform(table.drop(columns="churned")), table["churned"])


def margin(fitted, table):
    encoder, model = fitted
    return model.decision_function(encoder.transform(table.drop(columns="churned")))


def metrics(y, p):
    order = np.argsort(-p, kind="stable")
    tenth = max(1, len(y) // 10)
    bins = np.minimum((p * 10).astype(int), 9)
    share = np.bincount(bins, minlength=10) / len(y)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.abs(np.bincount(bins, y, 10) - np.bincount(bins, p, 10)) / np.bincount(bins, minlength=10)
    z = np.log(np.clip(p, 1e-12, 1 - 1e-12) / np.clip(1 - p, 1e-12, 1)).reshape(-1, 1)
    line = LogisticRegression(C=np.inf, max_iter=200).fit(z, y)
    return dict(rocAUC=roc_auc_score(y, p), prAUC=average_precision_score(y, p), logLoss=log_loss(y, p),
                brier=brier_score_loss(y, p), ece=float(np.nansum(share * gap)),
                calibrationSlope=float(line.coef_[0, 0]), liftAt10=y[order[:tenth]].mean() / y.mean())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orders")
    parser.add_argument("--horizon", type=int, default=90)
    parser.add_argument("--bootstrap", type=int, default=200)
    parser.add_argument("--out", default="bench-data/plain")
    options = parser.parse_args()
    started = time.perf_counter()
    os.makedirs(options.out, exist_ok=True)
    horizon = pd.Timedelta(days=options.horizon)

    orders = read(options.orders)
    first, end = orders["day"].min(), orders["day"].max() + pd.Timedelta(days=1)
    cutoffs = [c for c in pd.date_range(first, end, freq="MS") if c >= first + pd.Timedelta(days=90) and c + horizon <= end]
    test_at = cutoffs[-1]
    learning = [c for c in cutoffs if c + horizon <= test_at]
    tables = {c: features(orders, c, options.horizon, options.horizon) for c in learning + [test_at]}

    # The penalty: each fold learns from the cutoffs before the one it is judged on.
    losses = np.zeros(len(PENALTIES))
    for k in range(1, len(learning)):
        train = pd.concat([tables[c] for c in learning[:k]])
        judge = tables[learning[k]]
        for i, penalty in enumerate(PENALTIES):
            z = margin(fit(train, penalty), judge)
            losses[i] += log_loss(judge["churned"], 1 / (1 + np.exp(-z)))
    best = PENALTIES[int(np.argmin(losses))]
    train = pd.concat([tables[c] for c in (learning[:-1] or learning)])
    fitted = fit(train, best)

    # Platt's line on the last cutoff before the test.
    calibration = tables[learning[-1]]
    line = LogisticRegression(C=np.inf, max_iter=200).fit(margin(fitted, calibration).reshape(-1, 1), calibration["churned"])
    test = tables[test_at]
    y = test["churned"].to_numpy()
    p = line.predict_proba(margin(fitted, test).reshape(-1, 1))[:, 1]
    report = metrics(y, p)

    cells = lambda t: t[["recency_days", "orders_all", "revenue_all"]].rank(pct=True).mul(5).clip(upper=4.99).astype(int).astype(str).agg("".join, axis=1)
    rates = train.groupby(cells(train))["churned"].mean()
    rules = {"recency": test["recency_days"], "rhythm": test["rhythm_ratio"], "rfm": cells(test).map(rates).fillna(train["churned"].mean())}
    report["baselines"] = {name: roc_auc_score(y, score) for name, score in rules.items()}

    rng = np.random.default_rng(1)
    draws = []
    for _ in range(options.bootstrap):
        rows = rng.integers(0, len(y), len(y))
        if 0 < y[rows].sum() < len(y):
            draws.append(list(metrics(y[rows], p[rows]).values()))
    lower, upper = np.quantile(np.array(draws), [0.025, 0.975], axis=0)
    report["intervals"] = {k: [float(a), float(b)] for k, a, b in zip(list(report)[:7], lower, upper)}

    # Reasons: the three largest pushes of each customer.
    encoder, model = fitted
    rows = encoder.transform(test.drop(columns="churned"))
    pushes = rows.to_numpy() * model.coef_[0]
    top = np.argsort(-pushes, axis=1)[:, :3]
    scores = pd.DataFrame({"customer_id": test.index, "churn_probability": p, **{f"reason_{k + 1}": rows.columns[top[:, k]] for k in range(3)}})
    scores.sort_values(["churn_probability", "customer_id"], ascending=[False, True]).to_csv(f"{options.out}/scores.csv", index=False)
    report = dict(task="train", peer="pandas+scikit-learn", rows=len(orders), test=str(test_at.date()), customers=len(test),
                  churners=int(y.sum()), features=rows.shape[1], penalty=float(best), **report,
                  seconds=round(time.perf_counter() - started, 3))
    with open(f"{options.out}/metrics.json", "w") as file:
        json.dump(report, file, default=float)
    print(json.dumps(report, default=float))


if __name__ == "__main__":
    main()
