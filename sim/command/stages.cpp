#include "command/play.hpp"

#include "report/findings.hpp"
#include "report/folder.hpp"

#include <algorithm>
#include <chrono>

namespace sim {
namespace {

void add(Played& sum, const Played& more) {
    sum.trials += more.trials;
    sum.failed += more.failed;
    sum.events += more.events;
}

/// One run in its stages: without a wanted precision there is one.
class Stages {
public:
    Stages(const Request& request, Ranks& ranks, const Run& run, std::span<const Reading> readings, Store& store)
        : request_(request), ranks_(ranks), readings_(readings), store_(store), run_(run), most_(run.design.replicates * most_growth) {
        clock_.started = now_as_text();
        clock_.threads = request.threads == 0 ? fair_threads(ranks) : request.threads;
        clock_.ranks = ranks.count();
    }

    /// Plays until nothing is missing and all is known that well; false where it was ended before.
    bool play() {
        while (play_stage()) {
            if (run_.precision.empty()) return true;
            const Knowledge known = *least_known(store_, run_.design, run_.layouts, run_.precision);
            precise_ = known.enough();
            const bool over = precise_ || run_.design.replicates >= most_;
            if (over && !precise_)
                complain(precision_text(run_, known));
            else
                say(request_, precision_text(run_, known));
            if (over) return true;
            run_.design.replicates = std::min(next_look(run_.design.replicates), most_);
        }
        return false;
    }
    [[nodiscard]] bool precise() const { return precise_; }
    [[nodiscard]] const Run& run() const { return run_; }
    [[nodiscard]] const Inventory& inventory() const { return inventory_; }
    [[nodiscard]] const WallClock& clock() const { return clock_; }

private:
    bool play_stage() {
        const Wanted wanted = [this](std::uint64_t id) { return run_.wants(id); };
        const Inventory before = take_stock(run_.design, store_, wanted);
        const auto begin = std::chrono::steady_clock::now();
        if (!(request_.stop_on_failure && before.played.failed > 0))
            add(clock_.played, play_missing(request_, run_, store_,
                                            {wanted, run_.size(), before.played.trials, clock_.threads, true, &ranks_, readings_}));
        clock_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        clock_.finished = now_as_text();
        inventory_ = take_stock(run_.design, store_, wanted);
        return inventory_.played.trials == run_.size();
    }

    const Request& request_;
    Ranks& ranks_;
    std::span<const Reading> readings_;
    Store& store_;
    Run run_;
    std::uint64_t most_;
    Inventory inventory_;
    WallClock clock_;
    bool precise_ = true;
};

} // namespace

int play_run(const Request& request, Ranks& ranks, const Run& run, std::span<const Reading> readings, const std::filesystem::path& folder,
             const Show& show) {
    if (request.fresh) Store::erase(folder / store_name);
    Store store(folder / store_name, provenance_of(run));
    store.note(command_note, resuming_command(request));
    if (request.retry_failed) store.forget_failed();
    Stages stages(request, ranks, run, readings, store);
    if (!stages.play()) {
        complain(unfinished_text(request, stages.run(), stages.inventory()));
        return signal_caught() != 0 ? by_signal + signal_caught() : trials_failed;
    }
    const Findings findings = complete_folder(folder, stages.run(), readings, store, stages.inventory(), stages.clock());
    show(findings);
    for (const std::string& broken : findings.broken) complain(broken);
    say(request, closing_text(stages.run(), stages.inventory(), stages.clock(), folder));
    if (stages.inventory().played.failed > 0) return trials_failed;
    return stages.precise() && findings.broken.empty() ? all_well : not_met;
}

} // namespace sim
