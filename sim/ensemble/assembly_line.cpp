// Threads: the one source that makes them for the ensemble, by oneTBB or, for tools that do not know it, by the standard library.
#include "ensemble/assembly_line.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#ifndef SIM_THREADS_WITHOUT_TBB
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#endif

namespace sim {

#ifdef SIM_THREADS_WITHOUT_TBB

namespace {

/// Runs the body on so many threads and passes on the first exception. `give_up` tells the others.
void on_threads(unsigned threads, std::atomic<bool>& give_up, const std::function<void(unsigned)>& body) {
    std::exception_ptr first;
    std::mutex lock;
    {
        std::vector<std::jthread> crew;
        for (unsigned number = 0; number < threads; ++number)
            crew.emplace_back([&, number] {
                try {
                    body(number);
                } catch (...) {
                    const std::lock_guard guard(lock);
                    if (!give_up.exchange(true)) first = std::current_exception();
                }
            });
    }
    if (first) std::rethrow_exception(first);
}

void loop(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
    std::atomic<bool> give_up = false;
    std::atomic<std::size_t> next = 0;
    on_threads(threads, give_up, [&](unsigned) {
        for (std::size_t i = next++; i < count && !give_up; i = next++) body(i);
    });
}

} // namespace

unsigned all_threads() { return std::max(1U, std::thread::hardware_concurrency()); }

void run(const AssemblyLine& line) {
    std::mutex taking, putting;
    std::atomic<bool> give_up = false;
    const auto take = [&](Batch& batch) {
        const std::lock_guard guard(taking);
        return !give_up && line.take(batch);
    };
    on_threads(line.threads, give_up, [&](unsigned number) {
        for (Batch batch; take(batch); batch = {}) {
            line.work(batch, number);
            const std::lock_guard guard(putting);
            if (!give_up) line.put(batch);
        }
    });
}

#else

namespace {

constexpr unsigned batches_a_thread = 2; // in flight

/// oneTBB's own limit is the number of cores: a wish for more threads has to lift it.
class Arena {
public:
    explicit Arena(unsigned threads)
        : limit_(tbb::global_control::max_allowed_parallelism, std::max(threads, all_threads())), arena_(static_cast<int>(threads)) {}
    template <class Body> void run(const Body& body) { arena_.execute(body); }

private:
    tbb::global_control limit_;
    tbb::task_arena arena_;
};

void loop(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
    Arena(threads).run([&] { tbb::parallel_for(std::size_t{0}, count, body); });
}

} // namespace

unsigned all_threads() { return static_cast<unsigned>(tbb::info::default_concurrency()); }

void run(const AssemblyLine& line) {
    const auto take = [&](tbb::flow_control& flow) {
        Batch batch;
        if (!line.take(batch)) flow.stop();
        return batch;
    };
    const auto work = [&](Batch batch) {
        line.work(batch, static_cast<unsigned>(tbb::this_task_arena::current_thread_index()));
        return batch;
    };
    const auto put = [&](Batch batch) { line.put(batch); };
    Arena(line.threads).run([&] {
        tbb::parallel_pipeline(batches_a_thread * line.threads,
                               tbb::make_filter<void, Batch>(tbb::filter_mode::serial_in_order, take) &
                                   tbb::make_filter<Batch, Batch>(tbb::filter_mode::parallel, work) &
                                   tbb::make_filter<Batch, void>(tbb::filter_mode::serial_out_of_order, put));
    });
}

#endif

void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
    if (threads <= 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i) body(i);
    } else {
        loop(count, threads, body);
    }
}

} // namespace sim
