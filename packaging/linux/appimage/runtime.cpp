// The part of an AppImage that runs: it unpacks the file system that follows it into a temporary folder, runs
// AppRun in there, and takes the folder away again. No FUSE is needed.
extern "C" {
#include <squashfuse/squashfuse.h>
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <ftw.h>
#include <optional>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

// squashfuse can also unpack LZO, whose library is under the GPL. Our images never use it.
extern "C" int lzo1x_decompress_safe(const unsigned char * /*source*/, unsigned long /*size*/,
                                     unsigned char * /*target*/, unsigned long * /*targetSize*/,
                                     void * /*memory*/)
{
    return -1;
}

namespace {

constexpr int cannotRun = 127; // what a shell says of a program that cannot be started

int complain(const std::string &what)
{
    std::fprintf(stderr, "AppImage: %s%s%s\n", what.c_str(), errno ? ": " : "",
                 errno ? std::strerror(errno) : "");
    return cannotRun;
}

/// Closes a file when it goes.
class File
{
public:
    explicit File(int descriptor)
        : m_descriptor(descriptor)
    { }
    ~File()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    bool isOpen() const { return m_descriptor >= 0; }
    int descriptor() const { return m_descriptor; }

    bool write(const char *bytes, size_t size) const
    {
        while (size > 0) {
            const ssize_t written = ::write(m_descriptor, bytes, size);
            if (written < 0 && errno != EINTR)
                return false;
            if (written > 0) {
                bytes += written;
                size -= size_t(written);
            }
        }
        return true;
    }

private:
    int m_descriptor;
};

std::optional<std::string> ownPath()
{
    std::array<char, PATH_MAX> path{};
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
    if (length <= 0 || size_t(length) == path.size())
        return {};
    return std::string(path.data(), size_t(length));
}

/// Where this program ends and the file system begins: behind the table of sections or the last section.
std::optional<size_t> imageOffset(const std::string &path)
{
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    Elf64_Ehdr head{};
    if (!file.isOpen() || ::pread(file.descriptor(), &head, sizeof head, 0) != ssize_t(sizeof head))
        return {};
    const size_t table = size_t(head.e_shentsize) * head.e_shnum;
    size_t end = head.e_shoff + table;
    std::vector<Elf64_Shdr> sections(head.e_shnum);
    if (head.e_shentsize != sizeof(Elf64_Shdr)
        || ::pread(file.descriptor(), sections.data(), table, off_t(head.e_shoff)) != ssize_t(table))
        return {};
    for (const Elf64_Shdr &section : sections) {
        if (section.sh_type != SHT_NOBITS)
            end = std::max(end, size_t(section.sh_offset + section.sh_size));
    }
    return end;
}

/// Writes the files of an image below a folder that is empty.
class Unpacker
{
public:
    Unpacker(sqfs &image, int folder)
        : m_image(image)
        , m_folder(folder)
    { }

    bool run()
    {
        sqfs_traverse walk;
        if (sqfs_traverse_open(&walk, &m_image, sqfs_inode_root(&m_image)) != SQFS_OK)
            return false;
        sqfs_err error = SQFS_OK;
        bool good = true;
        while (good && sqfs_traverse_next(&walk, &error))
            good = walk.dir_end || unpack(walk);
        sqfs_traverse_close(&walk);
        return good && error == SQFS_OK;
    }

private:
    /// A name must not lead out of its folder. Nothing is ever written through a link either: what is there
    /// already, is an error.
    static bool isPlainName(std::string_view name)
    {
        return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
    }

    bool unpack(const sqfs_traverse &walk)
    {
        sqfs_inode inode;
        if (!isPlainName(walk.entry.name) || sqfs_inode_get(&m_image, &inode, walk.entry.inode) != SQFS_OK)
            return false;
        const mode_t mode = inode.base.mode & 0777; // no set-user-id from an image
        if (S_ISDIR(inode.base.mode))
            return ::mkdirat(m_folder, walk.path, 0700 | mode) == 0;
        if (S_ISLNK(inode.base.mode))
            return makeLink(inode, walk.path);
        return S_ISREG(inode.base.mode) && makeFile(inode, walk.path, mode);
    }

    bool makeLink(sqfs_inode &inode, const char *path)
    {
        size_t size = m_buffer.size();
        return sqfs_readlink(&m_image, &inode, m_buffer.data(), &size) == SQFS_OK
            && ::symlinkat(m_buffer.data(), m_folder, path) == 0;
    }

    bool makeFile(sqfs_inode &inode, const char *path, mode_t mode)
    {
        const File file(::openat(m_folder, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!file.isOpen())
            return false;
        sqfs_off_t at = 0;
        while (uint64_t(at) < inode.xtra.reg.file_size) {
            sqfs_off_t size = sqfs_off_t(m_buffer.size());
            if (sqfs_read_range(&m_image, &inode, at, &size, m_buffer.data()) != SQFS_OK || size <= 0
                || !file.write(m_buffer.data(), size_t(size)))
                return false;
            at += size;
        }
        return true;
    }

    sqfs &m_image;
    int m_folder;
    std::vector<char> m_buffer = std::vector<char>(256 * 1024);
};

bool unpackImage(const std::string &self, const std::string &target)
{
    const std::optional<size_t> offset = imageOffset(self);
    const File folder(::open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    sqfs image;
    if (!offset || !folder.isOpen() || sqfs_open_image(&image, self.c_str(), *offset) != SQFS_OK)
        return false;
    const bool good = Unpacker(image, folder.descriptor()).run();
    const int reason = errno;
    sqfs_fd_close(image.fd);
    sqfs_destroy(&image);
    errno = reason;
    return good;
}

/// A folder that goes with all its contents.
class TemporaryFolder
{
public:
    explicit TemporaryFolder(std::string path)
        : m_path(std::move(path))
    { }
    ~TemporaryFolder() { ::nftw(m_path.c_str(), remove, 16, FTW_DEPTH | FTW_PHYS); }
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    const std::string &path() const { return m_path; }

private:
    static int remove(const char *path, const struct stat * /*status*/, int /*kind*/, struct FTW * /*walk*/)
    {
        std::remove(path); // what cannot be removed does not keep the rest
        return 0;
    }

    std::string m_path;
};

/// Programs can be run from few temporary folders on hardened systems.
std::optional<std::string> makeTemporaryFolder()
{
    for (const char *parent : {static_cast<const char *>(::getenv("TMPDIR")), "/tmp", "/var/tmp"}) {
        struct statvfs status
        {
        };
        if (!parent || ::statvfs(parent, &status) != 0 || (status.f_flag & ST_NOEXEC))
            continue;
        std::string path = std::string(parent) + "/.reasonglass-XXXXXX";
        if (::mkdtemp(path.data()))
            return path;
    }
    return {};
}

/// Hands signals on to the program. What a terminal sends has reached it already: that goes to the whole
/// group.
namespace forwarding {
constexpr std::array signals{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
volatile pid_t child = 0;

void forward(int signal, siginfo_t *info, void * /*context*/)
{
    if (info->si_code <= 0 && child > 0)
        ::kill(child, signal);
}

sigset_t set()
{
    sigset_t result;
    ::sigemptyset(&result);
    for (const int signal : signals)
        ::sigaddset(&result, signal);
    return result;
}

void begin(pid_t program)
{
    child = program;
    struct sigaction action
    {
    };
    action.sa_sigaction = forward;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    for (const int signal : signals)
        ::sigaction(signal, &action, nullptr);
}
} // namespace forwarding

int waitFor(pid_t program)
{
    int status = 0;
    while (::waitpid(program, &status, 0) < 0) {
        if (errno != EINTR)
            return complain("cannot wait for the program");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

[[noreturn]] void become(const std::string &program, char **arguments)
{
    arguments[0] = const_cast<char *>(program.c_str());
    ::execv(program.c_str(), arguments);
    ::_exit(complain("cannot run " + program));
}

/// Signals wait until there is someone to hand them to.
int runProgram(const std::string &program, char **arguments)
{
    const sigset_t signals = forwarding::set();
    sigset_t before;
    ::sigprocmask(SIG_BLOCK, &signals, &before);
    const pid_t child = ::fork();
    if (child == 0) {
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        become(program, arguments);
    }
    if (child > 0)
        forwarding::begin(child);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return child < 0 ? complain("cannot start the program") : waitFor(child);
}

int run(const std::string &self, char **arguments)
{
    const std::optional<std::string> path = makeTemporaryFolder();
    if (!path)
        return complain("no temporary folder to run programs from; set TMPDIR to one");
    const TemporaryFolder folder(*path);
    if (!unpackImage(self, folder.path()))
        return complain("cannot unpack into " + folder.path());
    ::setenv("APPIMAGE", self.c_str(), 1);
    ::setenv("APPDIR", folder.path().c_str(), 1);
    ::setenv("ARGV0", arguments[0], 1);
    return runProgram(folder.path() + "/AppRun", arguments);
}

int extract(const std::string &self)
{
    const std::string target = "squashfs-root";
    if (::mkdir(target.c_str(), 0755) != 0)
        return complain("cannot make the folder " + target);
    return unpackImage(self, target) ? EXIT_SUCCESS : complain("cannot unpack into " + target);
}

int printOffset(const std::string &self)
{
    const std::optional<size_t> offset = imageOffset(self);
    if (!offset)
        return complain("cannot read " + self);
    std::printf("%zu\n", *offset);
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char **arguments)
{
    const std::optional<std::string> self = ownPath();
    if (!self)
        return complain("cannot find itself in /proc");
    const std::string_view first = count > 1 ? arguments[1] : "";
    if (first == "--appimage-offset")
        return printOffset(*self);
    if (first == "--appimage-extract")
        return extract(*self);
    return run(*self, arguments);
}
