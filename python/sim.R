# sim from R: the program plays, its results come back as typed data frames.
#
#   source("python/sim.R")
#   results <- sim_run("scenarios/china2030.yaml", replicates = 100)
#   sim_figure(results, "research_share", "country:CHN")
#
# Needs jsonlite (Debian: r-cran-jsonlite). The program is the engine, the results folder is the interface.

# The program's path: that of the variable SIM, else `sim` on the PATH, else that of the source tree in which R was started.
sim_program <- function() {
  found <- c(Sys.getenv("SIM"), Sys.which("sim"), file.path("build", "release", "sim"))
  found <- found[nzchar(found) & file.exists(found)]
  if (length(found) == 0) stop("no program 'sim' on the PATH: build it with ./sim/run and install it, or set SIM=/path/to/sim")
  found[[1]]
}

# An error of the program as a condition of class sim_error, or scenario_error (with `problems`: file, line, column, message) or folder_error.
sim_condition <- function(code, text) {
  kind <- switch(as.character(code), "3" = "scenario_error", "5" = , "6" = "folder_error", NULL)
  lines <- grep("^.+?:[0-9]+:[0-9]+: error: ", text, perl = TRUE, value = TRUE)
  part <- function(k) sub("^(.+?):([0-9]+):([0-9]+): error: (.*)$", paste0("\\", k), lines, perl = TRUE)
  problems <- data.frame(file = part(1), line = as.integer(part(2)), column = as.integer(part(3)), message = part(4))
  structure(list(message = paste(text, collapse = "\n"), call = NULL, code = code, problems = problems),
            class = c(kind, "sim_error", "error", "condition"))
}

# Runs `sim WORDS...` and returns the lines of its standard output; stops with a condition where the exit code is none of `good`.
sim_call <- function(..., good = 0L) {
  words <- as.character(c(...))
  told <- tempfile()
  on.exit(unlink(told))
  lines <- suppressWarnings(system2(sim_program(), shQuote(words), stdout = TRUE, stderr = told))
  code <- attr(lines, "status")
  code <- if (is.null(code)) 0L else code
  if (!code %in% good) stop(sim_condition(code, readLines(told, warn = FALSE)))
  as.character(lines)
}

# A complete results folder: a list of class sim_results with `folder`, `manifest`, and what sim_frame() reads.
sim_open <- function(folder) {
  file <- file.path(folder, "manifest.json")
  if (!file.exists(file)) stop(sim_condition(6L, paste0(folder, ": not a complete results folder: manifest.json is missing")))
  resources <- jsonlite::fromJSON(file.path(folder, "datapackage.json"), simplifyVector = FALSE)$resources
  names(resources) <- vapply(resources, function(r) r$name, "")
  structure(list(folder = folder, manifest = jsonlite::fromJSON(file, simplifyVector = FALSE), resources = resources), class = "sim_results")
}

# A CSV of the folder, "summary" or "runs" say, each column with the type that datapackage.json states.
sim_frame <- function(results, name) {
  resource <- results$resources[[name]]
  if (is.null(resource)) stop(sprintf("'%s': %s has the frames %s", name, results$folder, paste(names(results$resources), collapse = ", ")))
  classes <- c(string = "character", integer = "numeric", number = "numeric", date = "Date", any = "character")
  types <- vapply(resource$schema$fields, function(field) classes[[field$type]], "")
  frame <- read.csv(file.path(results$folder, resource$path), colClasses = unname(types), na.strings = "", encoding = "UTF-8", check.names = FALSE)
  for (column in names(frame)[types == "character"]) frame[[column]] <- sub("^'(\\s*[-=+@])", "\\1", frame[[column]], perl = TRUE)
  frame
}

# One metric of summary.csv, of one group or all: date, variant, group, and the quantiles.
sim_figure <- function(results, metric, group = NULL) {
  rows <- sim_frame(results, "summary")
  rows <- rows[rows$metric == metric & rows$point == 0 & (if (is.null(group)) TRUE else rows$group == group), ]
  if (nrow(rows) == 0) stop(sprintf("'%s' is not in %s/summary.csv, which holds what the scenario's report names: add it to report.tables", metric, results$folder))
  rows[c("date", "variant", "group", "n", "mean", "p05", "p25", "p50", "p75", "p95")]
}

# A table as the program wrote it, in Markdown.
sim_table <- function(results, name = "headline") paste(readLines(file.path(results$folder, "tables", paste0(name, ".md"))), collapse = "\n")

# What decides a figure.
sim_explain <- function(results, figure = NULL) paste(sim_call("explain", results$folder, figure), collapse = "\n")

sim_settings <- function(set) unlist(Map(function(path, value) c("--set", paste0(path, "=", value)), names(set), set), use.names = FALSE)

# Plays what is missing of a scenario file and opens the results. `set` is a named list or vector: c("hardware.utilisation" = "0.4").
sim_run <- function(file, replicates = NULL, set = NULL, variant = NULL, seed = NULL, out = NULL, extra = NULL, command = "run") {
  words <- c(sim_settings(set), if (!is.null(replicates)) c("--replicates", replicates), if (!is.null(variant)) c("--variant", variant),
             if (!is.null(seed)) c("--seed", seed), extra)
  if (is.null(out)) {
    key <- tempfile()
    on.exit(unlink(key))
    writeLines(c(command, words, sim_call("--version"), if (file.exists(file)) sim_call("show", file) else file), key)
    out <- file.path(tools::R_user_dir("sim", "cache"), paste0(sub("[.:].*$", "", basename(file)), "-", substr(unname(tools::md5sum(key)), 1, 12)))
    dir.create(dirname(out), recursive = TRUE, showWarnings = FALSE)
  }
  sim_call(command, file, "-o", out, "--progress", "none", words, good = c(0L, 1L, 4L))
  sim_open(out)
}

# The same luck in all variants of a file; sim_frame(results, "compare") has the paired differences.
sim_compare <- function(file, ...) sim_run(file, ..., command = "compare")

# What is to be warned of; stops with a scenario_error that has all that is wrong.
sim_check <- function(...) invisible(sim_call("check", ...))

print.sim_results <- function(x, ...) {
  cat(sprintf("sim results %s in %s: %s trials, fingerprint %s\n", x$manifest$scenario, x$folder, x$manifest$counts$trials, x$manifest$fingerprint))
  invisible(x)
}
