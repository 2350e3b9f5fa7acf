#include "host/elf.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <vector>

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery {

namespace {

constexpr unsigned char our_class = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char our_order =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
constexpr std::size_t most_sections = 10'000;
constexpr std::size_t most_name_bytes = 1'000'000;

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += text.empty() ? "" : " ";
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

class ElfFile {
 public:
  explicit ElfFile(const fs::path& file)
      : name_(printable(file.string())),
        descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)),
        error_(errno) {}
  ElfFile(const ElfFile&) = delete;
  ~ElfFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  Result<std::string> section(std::string_view wanted, std::size_t most_bytes) {
    if (auto ready = open(); !ready) return ready.error();
    if (auto read = read_header(); !read) return read.error();
    if (auto read = read_sections(); !read) return read.error();
    for (const auto& section : sections_) {
      if (name_of(section) != wanted) continue;
      if (section.sh_type == SHT_NOBITS || section.sh_size > most_bytes)
        return differs("the size of its section " + std::string(wanted),
                       std::to_string(section.sh_size), "at most " + std::to_string(most_bytes));
      return bytes(section.sh_offset, section.sh_size);
    }
    return broken("it has no section " + std::string(wanted) + ", so it is no plugin of Chancery");
  }

 private:
  Error broken(const std::string& why) const { return Err(Code::unusable, name_ + ": " + why); }
  Error differs(const std::string& field, const std::string& theirs,
                const std::string& ours) const {
    return broken(field + " is " + theirs + ", of a plugin here it is " + ours);
  }

  Result<void> open() {
    struct stat status {};
    if (descriptor_ < 0) return broken(std::strerror(error_));
    if (::fstat(descriptor_, &status) < 0) return broken(std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return broken("it is no regular file");
    size_ = static_cast<std::uint64_t>(status.st_size);
    return {};
  }

  // What is asked for has been bounded by the caller; the file may still end before.
  Result<std::string> bytes(std::uint64_t offset, std::uint64_t count) const {
    if (offset > size_ || count > size_ - offset)
      return broken("it is cut short: it has " + std::to_string(size_) + " bytes, and there are " +
                    std::to_string(count) + " to be read at " + std::to_string(offset));
    std::string content(count, '\0');
    for (std::size_t done = 0; done < count;) {
      const auto got = ::pread(descriptor_, content.data() + done, count - done,
                               static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return broken(got < 0 ? std::strerror(errno) : "it became shorter");
      done += static_cast<std::size_t>(got);
    }
    return content;
  }

  Result<void> read_header() {
    const auto begin = bytes(0, std::min<std::uint64_t>(size_, SELFMAG));
    if (!begin) return begin.error();
    if (*begin != std::string_view(ELFMAG, SELFMAG))
      return broken("it is no ELF object: its first bytes are '" + hex(*begin) +
                    "', of an ELF object they are '" + hex({ELFMAG, SELFMAG}) + "'");
    const auto content = bytes(0, sizeof header_);
    if (!content) return content.error();
    std::memcpy(&header_, content->data(), sizeof header_);
    if (header_.e_ident[EI_CLASS] != our_class)
      return differs("its ELF class", std::to_string(header_.e_ident[EI_CLASS]),
                     std::to_string(our_class) + " (1: 32 bit, 2: 64 bit)");
    if (header_.e_ident[EI_DATA] != our_order)
      return differs("its byte order", std::to_string(header_.e_ident[EI_DATA]),
                     std::to_string(our_order) + " (1: little end first, 2: big end first)");
    if (header_.e_type != ET_DYN)
      return differs("its ELF type", std::to_string(header_.e_type),
                     std::to_string(ET_DYN) + " (a shared object)");
    if (header_.e_shentsize != sizeof(ElfW(Shdr)))
      return differs("the size of a section header", std::to_string(header_.e_shentsize),
                     std::to_string(sizeof(ElfW(Shdr))));
    if (header_.e_shnum > most_sections)
      return differs("the number of its sections", std::to_string(header_.e_shnum),
                     "at most " + std::to_string(most_sections));
    return {};
  }

  Result<void> read_sections() {
    const auto table = bytes(header_.e_shoff, std::uint64_t{header_.e_shnum} * sizeof(ElfW(Shdr)));
    if (!table) return table.error();
    sections_.resize(header_.e_shnum);
    if (!sections_.empty()) std::memcpy(sections_.data(), table->data(), table->size());
    if (header_.e_shstrndx >= sections_.size())
      return differs("the index of its section names", std::to_string(header_.e_shstrndx),
                     "below the number of its sections, " + std::to_string(sections_.size()));
    const auto& names = sections_[header_.e_shstrndx];
    if (names.sh_type == SHT_NOBITS || names.sh_size > most_name_bytes)
      return differs("the size of its section names", std::to_string(names.sh_size),
                     "at most " + std::to_string(most_name_bytes));
    auto content = bytes(names.sh_offset, names.sh_size);
    if (!content) return content.error();
    names_ = std::move(*content);
    return {};
  }

  std::string_view name_of(const ElfW(Shdr) & section) const {
    if (section.sh_name >= names_.size()) return {};
    const auto rest = std::string_view(names_).substr(section.sh_name);
    return rest.substr(0, rest.find('\0'));
  }

  std::string name_;
  int descriptor_;
  int error_;
  std::uint64_t size_ = 0;
  ElfW(Ehdr) header_{};
  std::vector<ElfW(Shdr)> sections_;
  std::string names_;
};

}  // namespace

Result<std::string> read_elf_section(const fs::path& file, std::string_view section,
                                     std::size_t most_bytes) {
  return ElfFile(file).section(section, most_bytes);
}

}  // namespace chancery
