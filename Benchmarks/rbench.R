# rbench.R TASK ARGS...: the R peers
a <- commandArgs(TRUE); task <- a[1]; D <- paste0(Sys.getenv("PEERS_DATA", "bench-data"), "/"); OUT <- Sys.getenv("PEERS_OUT", "bench-data/peers.jsonl"); THREADS <- as.integer(Sys.getenv("OMP_NUM_THREADS", "2"))
REPS <- as.integer(Sys.getenv("REPS", "3"))
rb <- function(f, what, n) { con <- file(paste0(D, f), "rb"); x <- readBin(con, what, n); close(con); x }
lock <- function() ""
unlock <- function(p) if (nzchar(p)) unlink(p)
hwm <- function(k) { l <- readLines("/proc/self/status"); round(as.numeric(gsub("[^0-9]", "", l[grep(k, l)])) / 1024) }
busy <- function() { v <- as.numeric(strsplit(readLines("/proc/stat", 1), " +")[[1]][-1]); sum(v[c(1, 2, 3, 6, 7, 8)]) / 100 }
timed <- function(f, reps = 3, budget = 120) { p <- lock(); on.exit(unlock(p)); s <- c(); o <- c(); r0 <- hwm("VmRSS"); t0 <- proc.time()[3]; try(cat("5", file = "/proc/self/clear_refs"), silent = TRUE)
  for (i in 1:reps) { gc(); b <- busy(); c0 <- sum(proc.time()[c(1, 2)]); t <- proc.time()[3]; r <- f(); d <- proc.time()[3] - t; s <- c(s, d); o <- c(o, max(0, (busy() - b - (sum(proc.time()[c(1, 2)]) - c0)) / max(d, .01))); if (proc.time()[3] - t0 > budget) break }
  list(s = s, r = r, rss0 = r0, rss = hwm("VmHWM"), other = median(o)) }
emit <- function(task, peer, ver, params, n, q, metric = list()) { library(jsonlite)
  r <- list(task = task, peer = peer, version = as.character(ver), params = params, n = n, seconds = list(median = median(q$s), min = min(q$s), max = max(q$s), reps = length(q$s)), metric = metric, rss_before_mb = q$rss0, peak_rss_mb = q$rss, other_cpu = round(q$other, 2), at = format(Sys.time(), "%H:%M:%S"))
  l <- toJSON(r, auto_unbox = TRUE, digits = 8); cat(l, "\n"); cat(l, "\n", file = OUT, append = TRUE, sep = "") }
auc <- function(y, p) { r <- rank(p); P <- as.numeric(sum(y)); n <- length(y); (sum(r[y == 1]) - P * (P + 1) / 2) / (P * (n - P)) }
ll <- function(y, p) { p <- pmin(pmax(p, 1e-15), 1 - 1e-15); -mean(ifelse(y == 1, log(p), log(1 - p))) }
if (task %in% c("km", "logrank")) { library(survival); n <- as.numeric(a[2]); kind <- a[3]; b <- sprintf("surv_%d_%s", as.integer(n), kind)
  t <- rb(paste0(b, ".t"), "double", n); e <- rb(paste0(b, ".e"), "integer", n)
  if (task == "km") { G <- as.integer(a[4]); if (G == 1) { f <- function() survfit(Surv(t, e) ~ 1, conf.type = "log") } else { g <- rb(paste0(b, ".grp"), "integer", n); f <- function() survfit(Surv(t, e) ~ g, conf.type = "log") }
    q <- timed(f, 3, 15); m <- q$r; last <- if (G == 1) tail(m$surv, 1) else mean(m$surv[cumsum(m$strata)])
    emit("km", "R survival", packageVersion("survival"), list(durations = kind, groups = G, ci = "Greenwood"), n, q, list(last_survival = last))
  } else { g <- rb(paste0(b, ".arm"), "integer", n); q <- timed(function() survdiff(Surv(t, e) ~ g), 3, 15); emit("logrank", "R survival", packageVersion("survival"), list(durations = kind, groups = 2), n, q, list(chi2 = q$r$chisq)) }
} else if (task == "cox") { library(survival); n <- 1e5; kind <- a[2]; X <- matrix(rb(paste0("cox_", kind, ".X"), "double", n * 10), n, 10); t <- rb(paste0("cox_", kind, ".t"), "double", n); e <- rb(paste0("cox_", kind, ".e"), "integer", n)
  q <- timed(function() coxph(Surv(t, e) ~ X, ties = "efron"), 3, 15); emit("cox", "R survival", packageVersion("survival"), list(ties = "efron", durations = kind, p = 10), n, q, list(loglik = q$r$loglik[2], b0 = unname(q$r$coefficients[1])))
} else if (task == "glmnet") { library(glmnet); n <- as.numeric(a[2]); p <- as.integer(a[3]); al <- as.numeric(a[4]); b <- sprintf("lr_%dx%d", as.integer(n), p); X <- matrix(rb(paste0(b, ".f64"), "double", n * p), n, p); y <- rb(paste0(b, ".y.f64"), "double", n)
  q <- timed(function() glmnet(X, y, family = "binomial", alpha = al, nlambda = 100, standardize = FALSE, lambda.min.ratio = 1e-4, thresh = 1e-7), 3, 15); emit("logreg-path", "glmnet", packageVersion("glmnet"), list(l1_ratio = al, lambdas = length(q$r$lambda), min_ratio = 1e-4, thresh = 1e-7, threads = 1), sprintf("%dx%d", as.integer(n), p), q, list(dev_ratio = tail(q$r$dev.ratio, 1), nonzero = tail(q$r$df, 1)))
} else if (task == "ranger") { library(ranger); n <- as.numeric(a[2]); p <- as.integer(a[3]); K <- as.integer(a[4]); mode <- a[5]; b <- sprintf("imp_%dx%d", as.integer(n), p); y <- factor(as.integer(rb(gsub("imp", "lr", paste0(b, ".y.f64")), "double", n)))
  X <- matrix(rb(paste0(b, ".f64"), "double", n * p), n, p); colnames(X) <- paste0("f", 1:p); nt <- n / 4; Xt <- matrix(rb(paste0(b, ".test.f64"), "double", nt * p), nt, p); colnames(Xt) <- colnames(X); yt <- rb(paste0(b, ".test.y.f64"), "double", nt)
  if (mode == "tree") { f <- function() ranger(x = X, y = y, num.trees = 1, mtry = p, max.depth = 8, min.node.size = 20, probability = TRUE, replace = FALSE, sample.fraction = 1, num.threads = THREADS, oob.error = FALSE, verbose = FALSE); pr <- list(max_depth = 8, split = "exact", missing = "median imputed before timing", threads = THREADS) }
  else { f <- function() ranger(x = X, y = y, num.trees = K, max.depth = 16, min.node.size = 1, probability = TRUE, num.threads = THREADS, oob.error = FALSE, verbose = FALSE); pr <- list(trees = K, max_depth = 16, features = paste("sqrt ->", floor(sqrt(p))), min_leaf = 1, split = "exact", missing = "median imputed before timing", threads = THREADS) }
  q <- timed(f, REPS, 120); P <- predict(q$r, Xt, num.threads = THREADS)$predictions[, "1"]; emit(if (mode == "tree") "tree" else "rf", "ranger", packageVersion("ranger"), pr, sprintf("%dx%d", as.integer(n), p), q, list(auc = auc(yt, P), logloss = ll(yt, P))) }
if (task == "fread") { suppressMessages(library(data.table)); setDTthreads(THREADS); n <- as.numeric(a[2]); f <- sprintf("%stx_%d.csv", D, as.integer(n)); q <- timed(function() nrow(fread(f, nThread = THREADS, showProgress = FALSE, colClasses = list(character = c("customer_id", "category", "channel"), POSIXct = "timestamp"))), 3, 15); emit("parse", "R data.table fread", packageVersion("data.table"), list(threads = THREADS), n, q, list(rows = q$r, mb_per_s = file.size(f) / 1e6 / median(q$s))) }
