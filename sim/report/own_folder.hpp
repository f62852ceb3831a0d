// A results folder that is being written: only one of this program's, or a new one, and nothing vouches for it until it is complete.
#pragma once

#include "ensemble/file.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// The list of the files of a folder that is not complete, in the folder itself: what is written is noted here first, and what an earlier
/// manifest listed. So the program knows its own files again after whatever interrupted it.
inline constexpr auto journal_name = ".sim-unfinished";

/// One at a time, as the store that lies in it has one writer.
class OwnFolder {
public:
    /// Throws IoError where there is something in the folder and it is none of this program's: nothing was touched then. It is, where it
    /// has a manifest, a journal or a store of this program, or holds nothing but such folders.
    explicit OwnFolder(std::filesystem::path folder);
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Makes the folder, and marks a new one as this program's.
    void enter();
    /// From here on no manifest vouches for what lies in the folder; what it listed is noted.
    void withdraw();
    /// Files may join a complete folder, whose manifest stays until `vouch`.
    void open_for_more();
    /// Where the file of that name is to be written. Throws IoError where there is one already that this program has not written.
    [[nodiscard]] FilePlace place(const std::string& name);
    /// Removes every noted file but those that are kept and those that were changed since; then the folder is complete.
    void vouch(const std::string& manifest, const std::set<std::string>& kept);

private:
    void note_listed();
    void write_journal();
    void remove_others(const std::set<std::string>& kept);

    std::filesystem::path path_;
    std::map<std::string, std::vector<FileSum>> noted_; ///< by name; what was written there at some time
    bool is_new_ = false;
};

} // namespace sim
