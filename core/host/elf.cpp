#include "host/elf.hpp"

#include "base/text.hpp"

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

class ElfFile {
 public:
  explicit ElfFile(const fs::path& file)
      : name_(printable(file.string())),
        descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
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
        return broken("the section " + std::string(wanted) + " has no sane size");
      return bytes(section.sh_offset, section.sh_size);
    }
    return broken("it has no section " + std::string(wanted) + ", so it is no plugin of Chancery");
  }

 private:
  Error broken(const std::string& why) const { return Err(Code::unusable, name_ + ": " + why); }

  Result<void> open() {
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) < 0) return broken(std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return broken("it is no regular file");
    size_ = static_cast<std::uint64_t>(status.st_size);
    return {};
  }

  Result<std::string> bytes(std::uint64_t offset, std::uint64_t count) const {
    if (offset > size_ || count > size_ - offset) return broken("it ends before its sections do");
    std::string content(count, '\0');
    const auto got = ::pread(descriptor_, content.data(), count, static_cast<off_t>(offset));
    if (got != static_cast<ssize_t>(count)) return broken("it cannot be read");
    return content;
  }

  Result<void> read_header() {
    if (size_ < sizeof header_) return broken("it is no ELF object: it is too short");
    const auto content = bytes(0, sizeof header_);
    if (!content) return content.error();
    std::memcpy(&header_, content->data(), sizeof header_);
    if (std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0)
      return broken("it is no ELF object: it does not begin with the bytes 7f 45 4c 46");
    if (header_.e_ident[EI_CLASS] != our_class || header_.e_ident[EI_DATA] != our_order)
      return broken("it is an ELF object of another kind of machine");
    if (header_.e_type != ET_DYN) return broken("it is an ELF object, but no shared one");
    if (header_.e_shentsize != sizeof(ElfW(Shdr)) || header_.e_shnum > most_sections)
      return broken("its section table is broken");
    return {};
  }

  Result<void> read_sections() {
    const auto table = bytes(header_.e_shoff, std::uint64_t{header_.e_shnum} * sizeof(ElfW(Shdr)));
    if (!table) return table.error();
    sections_.resize(header_.e_shnum);
    if (!sections_.empty()) std::memcpy(sections_.data(), table->data(), table->size());
    if (header_.e_shstrndx >= sections_.size()) return broken("its section table is broken");
    const auto& names = sections_[header_.e_shstrndx];
    if (names.sh_size > most_name_bytes) return broken("its section names are broken");
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
