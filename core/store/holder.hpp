// Who holds a claim, so that others can ask whether that process is still there. A number alone
// does not do: the kernel gives it to others later, and every container and machine has its own.
#pragma once

#include <cstdint>
#include <string>

namespace chancery {

struct Process {
  std::int64_t pid = 0;
  std::int64_t born = 0;  // in the kernel's ticks since it booted; 0: it is gone already

  static Process self();
  static Process of(std::int64_t pid);
  bool alive() const;  // of this machine and this space of process numbers
};

struct Holder {
  std::string machine;  // lives through boots
  std::string space;    // this boot's, and this space of process numbers
  Process process;
  Process keeper;  // sees to what the process held when it dies; pid 0: nobody does

  static Holder self(const Process& keeper = {});
  // Sure to be dead, and nobody else sees to what it held.
  bool abandoned(const Holder& asker) const;
  // Of this machine before it booted: also dead, unless two machines have one name, as those do
  // that were made from one image.
  bool before_boot(const Holder& asker) const;
};

}  // namespace chancery
