// The one source that knows MPI; built without it, every process is alone.
#include "ensemble/mpi.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#ifdef SIM_MPI

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#include <mutex>

namespace sim {
namespace {

constexpr int unusable = 70; // EX_SOFTWARE of sysexits.h

/// Whoever starts ranks says so in the environment; joining without having been called would cost a second and could fail.
bool called_by_mpirun() {
    for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"}) {
        if (std::getenv(name) != nullptr) return true;
    }
    return false;
}

} // namespace

/// One thread at a time calls the library.
struct Ranks::Post {
    std::mutex lock;
    bool joined = false;
    int mine = 0, count = 1, here = 1;
};

Ranks::Ranks() : post_(std::make_unique<Post>()) {
    if (!called_by_mpirun()) return;
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    post_->joined = true;
    MPI_Comm_rank(MPI_COMM_WORLD, &post_->mine);
    MPI_Comm_size(MPI_COMM_WORLD, &post_->count);
    MPI_Comm neighbours = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &neighbours);
    MPI_Comm_size(neighbours, &post_->here);
    MPI_Comm_free(&neighbours);
    if (provided < MPI_THREAD_SERIALIZED) MPI_Abort(MPI_COMM_WORLD, unusable);
}

Ranks::~Ranks() {
    if (post_->joined) MPI_Finalize();
}

void Ranks::send(int to, int kind, std::string_view text) {
    const std::lock_guard guard(post_->lock);
    MPI_Send(text.data(), static_cast<int>(text.size()), MPI_BYTE, to, kind, MPI_COMM_WORLD);
}

std::optional<Letter> Ranks::receive() {
    if (!post_->joined) return std::nullopt;
    const std::lock_guard guard(post_->lock);
    int there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
    if (there == 0) return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    Letter letter{status.MPI_SOURCE, status.MPI_TAG, std::string(static_cast<std::size_t>(size), '\0')};
    MPI_Recv(letter.text.data(), size, MPI_BYTE, letter.from, letter.kind, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return letter;
}

void Ranks::abandon(int exit) {
    if (post_->joined) MPI_Abort(MPI_COMM_WORLD, exit);
}

int Ranks::mine() const { return post_->mine; }
int Ranks::count() const { return post_->count; }
int Ranks::on_this_machine() const { return post_->here; }

} // namespace sim

#else

namespace sim {

struct Ranks::Post {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
void Ranks::send(int, int, std::string_view) {}
std::optional<Letter> Ranks::receive() { return std::nullopt; }
void Ranks::abandon(int) {}
int Ranks::mine() const { return 0; }
int Ranks::count() const { return 1; }
int Ranks::on_this_machine() const { return 1; }

} // namespace sim

#endif

namespace sim {

Letter Ranks::wait() {
    // A library that waits by itself keeps asking, and takes a core from who plays. Letters come some thousand times a second at most.
    constexpr std::chrono::microseconds shortest{20}, longest{1000};
    for (auto pause = shortest;; pause = std::min(2 * pause, longest)) {
        if (auto letter = receive()) return std::move(*letter);
        std::this_thread::sleep_for(pause);
    }
}

} // namespace sim
