// An open file as the kernel sees it, and the few calls on it that can fail in ways that matter:
// what was written is safe only after sync() and, for a new name, sync_folder().
#pragma once

#include <chancery/result.hpp>

#include <filesystem>
#include <string_view>

namespace chancery {

namespace fs = std::filesystem;

class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  ~FileDescriptor();

  int number() const { return number_; }
  int release();
  // The one close whose failure counts: some file systems tell only now that the disk is full.
  int close();

 private:
  int number_;
};

// The error of a failed call: "DOING FILE: reason". `error`: errno.
Error file_failure(const char* doing, const fs::path& file, int error);

// `file` is for errors alone.
Result<void> write_all(int descriptor, std::string_view content, const fs::path& file);
Result<void> sync(int descriptor, const fs::path& file);
// Makes the names in it durable.
Result<void> sync_folder(const fs::path& folder);

}  // namespace chancery
