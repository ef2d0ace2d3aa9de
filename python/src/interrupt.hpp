// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ctrl-C while the library works: what is finished is kept, then Python hears of it.
#pragma once

#include <csignal>

#include "lazyrisk/measure/host.hpp"

namespace lazyrisk::python {

/// While it lives, an interrupt is a request, where this is the thread that Python's signals go to. It is made with the
/// lock held; the work is done without.
class Interruptible {
public:
    Interruptible();
    ~Interruptible();
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

    /// May be asked from any thread.
    static bool requested();
    /// Throws KeyboardInterrupt where it was requested; with the lock held.
    void rethrow() const;

private:
    bool watches_;
    struct sigaction before_ {};
};

}  // namespace lazyrisk::python
