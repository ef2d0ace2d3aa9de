// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The processes of an mpirun as one program: rank 0 hands out units of work, alone prints, and alone writes.
#pragma once

#include <memory>

#include "lazyrisk/simulate/executor.hpp"

namespace lazyrisk::app {

/// Lives as long as main. Without mpirun, or built without MPI, there is one rank and nothing happens.
class Ranks {
public:
    Ranks();
    ~Ranks();
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    [[nodiscard]] static int count();
    /// True on rank 0: the others compute for it, and everything they print or write is thrown away.
    [[nodiscard]] static bool leads();
    /// Ends all ranks where rank 0 failed while others wait for it.
    static void abandon(int status);
};

/// Threads of this process, or of all ranks of an mpirun: each rank runs `threads` units at a time, rank 0 too.
std::unique_ptr<Executor> make_executor(int threads);

}  // namespace lazyrisk::app
