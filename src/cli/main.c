/* sonae: what a hospital must have ready, and the proof of it. */
#include "base/fault.h"
#include "cli/run.h"

#include <locale.h>

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    fault_from_env();
    return run_command(argc, argv);
}
