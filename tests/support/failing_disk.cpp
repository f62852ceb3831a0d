// A disk that fails at a chosen moment: loaded in front of the C library (LD_PRELOAD), it lets one of the program's writing calls on files
// below a folder fail, or that one and all after it. So the program, the C++ library and SQLite meet the error where a real disk has it.
//
//   FAILING_DISK_UNDER   the folder, as the program writes it
//   FAILING_DISK_AT      which call fails, from 1
//   FAILING_DISK_EVER    if set, all further calls fail, too
//   FAILING_DISK_ERROR   errno of a failed call
//   FAILING_DISK_LOG     a file elsewhere, to which the first failed call is written
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

/// The next function of that name behind this library.
template <class Function> Function* real(const char* name) { return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name)); }

std::string setting(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string path_of(int descriptor) {
    char path[4096];
    const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), path, sizeof path);
    return {path, size > 0 ? static_cast<std::size_t>(size) : 0};
}

/// Of a file below an open folder.
std::string path_in(int folder, const char* path) {
    return path[0] == '/' || folder == AT_FDCWD ? std::string(path) : path_of(folder) + '/' + path;
}

void log_call(const std::string& what) {
    static auto* const open_file = real<int(const char*, int, ...)>("open");
    static auto* const write_bytes = real<ssize_t(int, const void*, std::size_t)>("write");
    const int log = open_file(setting("FAILING_DISK_LOG").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (write_bytes(log, what.data(), what.size()) < 0) std::abort();
    ::close(log);
}

/// Whether this call on this file is to fail; sets errno.
bool fails(const char* call, const std::string& path) {
    static const std::string under = setting("FAILING_DISK_UNDER");
    static const long at = std::atol(setting("FAILING_DISK_AT").c_str());
    static const bool ever = !setting("FAILING_DISK_EVER").empty();
    static std::atomic<long> calls = 0;
    if (under.empty() || !path.starts_with(under)) return false;
    const long number = ++calls;
    if (number != at && !(ever && number > at)) return false;
    if (number == at) log_call(call + (" " + path.substr(under.size())));
    errno = std::atoi(setting("FAILING_DISK_ERROR").c_str());
    return true;
}
bool fails(const char* call, int descriptor) { return fails(call, path_of(descriptor)); }
bool fails(const char* call, std::FILE* file) {
    return (::fcntl(::fileno(file), F_GETFL) & O_ACCMODE) != O_RDONLY && fails(call, ::fileno(file));
}

template <class Open> int open_unless_it_fails(const char* name, const char* path, int flags, mode_t mode) {
    static auto* const open_file = real<Open>(name);
    if ((flags & (O_WRONLY | O_RDWR)) != 0 && fails(name, std::string(path))) return -1;
    return open_file(path, flags, mode);
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_unless_it_fails<int(const char*, int, ...)>("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_unless_it_fails<int(const char*, int, ...)>("open64", path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    static auto* const call = real<int(int, const char*, int, ...)>("openat");
    if ((flags & (O_WRONLY | O_RDWR)) != 0 && fails("openat", path_in(folder, path))) return -1;
    return call(folder, path, flags, mode);
}

std::FILE* fopen(const char* path, const char* mode) {
    static auto* const call = real<std::FILE*(const char*, const char*)>("fopen");
    return mode[0] != 'r' && fails("fopen", std::string(path)) ? nullptr : call(path, mode);
}

// A write that fails has written half of it.

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
    static auto* const call = real<ssize_t(int, const void*, std::size_t)>("write");
    if (!fails("write", descriptor)) return call(descriptor, bytes, size);
    const int error = errno;
    static_cast<void>(call(descriptor, bytes, size / 2));
    return errno = error, -1;
}

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t at) {
    static auto* const call = real<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
    if (!fails("pwrite", descriptor)) return call(descriptor, bytes, size, at);
    const int error = errno;
    static_cast<void>(call(descriptor, bytes, size / 2, at));
    return errno = error, -1;
}

ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off64_t at) {
    static auto* const call = real<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
    if (!fails("pwrite64", descriptor)) return call(descriptor, bytes, size, at);
    const int error = errno;
    static_cast<void>(call(descriptor, bytes, size / 2, at));
    return errno = error, -1;
}

std::size_t fwrite(const void* bytes, std::size_t size, std::size_t count, std::FILE* file) {
    static auto* const call = real<std::size_t(const void*, std::size_t, std::size_t, std::FILE*)>("fwrite");
    if (!fails("fwrite", file)) return call(bytes, size, count, file);
    const int error = errno;
    const std::size_t written = call(bytes, size, count / 2, file);
    return errno = error, written;
}

int fflush(std::FILE* file) {
    static auto* const call = real<int(std::FILE*)>("fflush");
    return file != nullptr && fails("fflush", file) ? EOF : call(file);
}

int fclose(std::FILE* file) {
    static auto* const call = real<int(std::FILE*)>("fclose");
    const bool failed = fails("fclose", file);
    const int error = errno, result = call(file);
    return failed ? (errno = error, EOF) : result;
}

int fsync(int descriptor) {
    static auto* const call = real<int(int)>("fsync");
    return fails("fsync", descriptor) ? -1 : call(descriptor);
}

int fdatasync(int descriptor) {
    static auto* const call = real<int(int)>("fdatasync");
    return fails("fdatasync", descriptor) ? -1 : call(descriptor);
}

int ftruncate(int descriptor, off_t size) noexcept {
    static auto* const call = real<int(int, off_t)>("ftruncate");
    return fails("ftruncate", descriptor) ? -1 : call(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) noexcept {
    static auto* const call = real<int(int, off64_t)>("ftruncate64");
    return fails("ftruncate64", descriptor) ? -1 : call(descriptor, size);
}

int rename(const char* from, const char* to) noexcept {
    static auto* const call = real<int(const char*, const char*)>("rename");
    return fails("rename", std::string(to)) ? -1 : call(from, to);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
    static auto* const call = real<int(int, const char*, int, const char*)>("renameat");
    return fails("renameat", path_in(to_folder, to)) ? -1 : call(from_folder, from, to_folder, to);
}

int mkdirat(int folder, const char* path, mode_t mode) noexcept {
    static auto* const call = real<int(int, const char*, mode_t)>("mkdirat");
    return fails("mkdirat", path_in(folder, path)) ? -1 : call(folder, path, mode);
}

int unlinkat(int folder, const char* path, int flags) noexcept {
    static auto* const call = real<int(int, const char*, int)>("unlinkat");
    return fails("unlinkat", path_in(folder, path)) ? -1 : call(folder, path, flags);
}

int close(int descriptor) {
    static auto* const call = real<int(int)>("close");
    const bool failed = (::fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_WRONLY && fails("close", descriptor);
    const int error = errno, result = call(descriptor);
    return failed ? (errno = error, -1) : result;
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const call = real<int(const char*, mode_t)>("mkdir");
    return fails("mkdir", std::string(path)) ? -1 : call(path, mode);
}

int remove(const char* path) noexcept {
    static auto* const call = real<int(const char*)>("remove");
    return fails("remove", std::string(path)) ? -1 : call(path);
}

int unlink(const char* path) noexcept {
    static auto* const call = real<int(const char*)>("unlink");
    return fails("unlink", std::string(path)) ? -1 : call(path);
}

} // extern "C"
