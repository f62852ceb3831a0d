// The processes of one mpirun and the letters between them: rank 0 leads, the others help it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

struct Letter {
    int from = 0;     ///< rank
    int kind = 0;     ///< what it is about, as agreed between sender and receiver
    std::string text; ///< any bytes
};

/// Where the program was started by mpirun (or by a scheduler that speaks PMI), all ranks of it; else, or where it was built without MPI,
/// one rank, alone. At most one object in a program's life. Its functions may be called by any thread.
class Ranks {
public:
    /// Joins the others.
    Ranks();
    /// Waits for the others to leave too.
    ~Ranks();
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    [[nodiscard]] int mine() const;
    [[nodiscard]] int count() const;
    /// How many of them run on this machine, this one counted.
    [[nodiscard]] int on_this_machine() const;
    [[nodiscard]] bool leads() const { return mine() == 0; }
    /// REQUIRES: to != mine(), a rank that goes on receiving.
    void send(int to, int kind, std::string_view text);
    /// Ends all ranks at once: for a rank that cannot go on.
    void abandon(int exit);
    /// The next letter, in the order in which each sender sent them; nothing where none has come.
    [[nodiscard]] std::optional<Letter> receive();
    /// Waits for the next letter without keeping a core busy.
    [[nodiscard]] Letter wait();

private:
    struct Post;
    std::unique_ptr<Post> post_;
};

} // namespace sim
