// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ctrl-C, and the terminate signal that clusters send.
#pragma once

#include <string>

namespace lazyrisk::app {

/// An interrupt ends the program at once (exit status 130), except while there is work that keeps what it has finished.
void watch_for_interrupt();

/// While one lives the first interrupt is a request: finish what is begun, keep it, stop. The second one ends the
/// program.
class KeepsWork {
public:
    KeepsWork();
    ~KeepsWork();
    KeepsWork(const KeepsWork&) = delete;
    KeepsWork& operator=(const KeepsWork&) = delete;
};
bool stop_requested();

/// A file that is not to outlive the program's end by an interrupt, as long as the object lives.
class HalfWritten {
public:
    explicit HalfWritten(const std::string& path);
    ~HalfWritten();
    HalfWritten(const HalfWritten&) = delete;
    HalfWritten& operator=(const HalfWritten&) = delete;

private:
    std::size_t place_;
};

}  // namespace lazyrisk::app
