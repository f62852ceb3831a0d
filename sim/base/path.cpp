// Paths of files as texts.
#include "base/path.hpp"

#include <algorithm>
#include <vector>

namespace sim {

std::string normal_path(std::string_view path) {
    if (path.empty()) return {};
    const bool from_root = path.front() == '/';
    std::vector<std::string_view> parts;
    bool folder = false; // it ends with a slash, or with what stands for a folder
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        folder = part.empty() || part == "." || part == "..";
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else if (part == ".." ? !from_root : !part.empty() && part != ".")
            parts.push_back(part);
        folder = folder || end < path.size();
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    std::string normal = from_root ? "/" : "";
    for (const std::string_view part : parts) normal.append(normal.empty() || normal.back() == '/' ? "" : "/").append(part);
    if (normal.empty()) return ".";
    if (folder && !parts.empty() && parts.back() != "..") normal += '/';
    return normal;
}

std::string path_beside(std::string_view file, std::string_view name) {
    if (name.starts_with('/')) return normal_path(name);
    const std::size_t slash = file.rfind('/');
    std::string path(slash == file.npos ? std::string_view{} : file.substr(0, slash + 1));
    return normal_path(path.append(name));
}

} // namespace sim
