// "What decides this?" of a run: the explanations of all variants, with their sentences, tables and explain.csv.
#pragma once

#include "ensemble/file.hpp"
#include "report/explain/sentences.hpp"
#include "sim/table.hpp"

#include <deque>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// Explanations with the names of their inputs.
class ExplainedRun {
public:
    /// REQUIRES: the run outlives this.
    explicit ExplainedRun(const Run& run) : run_(&run) {}
    /// Explains questions in a variant, of whose layout they are. Throws IoError.
    void add(Store& store, std::uint32_t variant, std::vector<Question> questions, unsigned threads);
    /// By variant and question, as they were added.
    [[nodiscard]] std::vector<Telling> tellings() const;
    /// True where at least one figure is explained.
    [[nodiscard]] bool told() const;
    [[nodiscard]] const Run& run() const { return *run_; }

private:
    struct Variant {
        std::vector<Explanation> explanations;
        std::vector<InputName> names;
    };
    const Run* run_;
    std::vector<Variant> variants_;
};

/// The figures at the head of the run's report, in every variant. Throws IoError.
[[nodiscard]] ExplainedRun explain_headline(const Run& run, Store& store, unsigned threads);

/// explain.csv: a row for each number that is said.
void write_explanations(const FilePlace& place, const ExplainedRun& explained);

/// One figure: its sentences above a row for each input above chance, and one for all others. Where nothing is said of it, that sentence.
[[nodiscard]] Table explanation_table(const Telling& telling, std::vector<std::string> footnotes);
/// A variant's figures together, each with its first sentence; without rows where nothing is said of any.
[[nodiscard]] std::vector<Table> explanation_tables(const ExplainedRun& explained, const std::vector<std::string>& footnotes);

} // namespace sim
