#include "ends_at_interrupt.hpp"

#include <unistd.h>

#include "output.hpp"

namespace lazyrisk::app {
namespace {

extern "C" void end_at_once(int signal) {
    static const char sentence[] = "lazyrisk: interrupted\n";
    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0) _exit(128 + signal);  // a closed standard error changes nothing
    _exit(128 + signal);
}

}  // namespace

EndsAtInterrupt::EndsAtInterrupt() {
    if (stop_requested()) end_at_once(SIGINT);  // it came before
    struct sigaction at_once {};
    at_once.sa_handler = end_at_once;
    sigemptyset(&at_once.sa_mask);
    sigaction(SIGINT, &at_once, &interrupt_);
    sigaction(SIGTERM, &at_once, &terminate_);
}

EndsAtInterrupt::~EndsAtInterrupt() {
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGTERM, &terminate_, nullptr);
}

}  // namespace lazyrisk::app
