/* sonae: what a hospital must have ready, and the proof of it. */
#include "base/fault.h"
#include "cli/run.h"

#include <locale.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    umask(0077); /* what a hospital keeps is nobody else's to read */
    setlocale(LC_CTYPE, "C.UTF-8");
    fault_from_env();
    return run_command(argc, argv);
}
