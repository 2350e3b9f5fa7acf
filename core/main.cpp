// The program: builds everything by hand and asks the command line what to do.
#include "cli/cli.hpp"

int main(int argc, char** argv) { return chancery::cli::run(argc, argv); }
