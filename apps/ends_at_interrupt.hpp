// Work that keeps nothing need not be finished: the first Ctrl-C ends it.
#pragma once

#include <csignal>

namespace lazyrisk::app {

/// While it lives an interrupt (or SIGTERM) ends the program at once, status 130 (143); then the handlers are what they were.
class EndsAtInterrupt {
public:
    EndsAtInterrupt();
    ~EndsAtInterrupt();
    EndsAtInterrupt(const EndsAtInterrupt&) = delete;
    EndsAtInterrupt& operator=(const EndsAtInterrupt&) = delete;

private:
    struct sigaction interrupt_ {}, terminate_ {};
};

}  // namespace lazyrisk::app
