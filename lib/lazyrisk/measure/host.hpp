// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What long work has around it: a program, a notebook, a test.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lazyrisk/simulate/executor.hpp"

namespace lazyrisk {

/// Who hears of long work, who ends it early, and on what it runs. Left as it is: nobody, nobody, and threads of this
/// process. `interrupted` is asked from any thread that computes, all else on the one that the work was begun on.
struct Host {
    using Listener = std::function<void(const std::string&)>;
    Listener on_progress;  ///< how far it is, in place of what was said last; "": no more
    Listener on_warning;   ///< a sentence; may come several times
    Listener on_remark;    ///< a sentence on how it ended
    Listener on_plan;      ///< what is to be simulated, where it was asked for
    std::function<bool()> interrupted = [] { return false; };  ///< true: keep what is finished, begin no more
    /// Runs units; while it lives, an interrupt is a request.
    std::function<std::unique_ptr<Executor>(int threads)> executor = [](int threads) {
        return std::make_unique<ThreadExecutor>(threads);
    };
    int processes = 1;  ///< that share the work, each with its own threads
    bool leads = true;  ///< false: a process that computes for another one, and keeps and shows nothing

    void progress(const std::string& what) const { tell(on_progress, what); }
    void warning(const std::string& sentence) const { tell(on_warning, sentence); }
    void remark(const std::string& sentence) const { tell(on_remark, sentence); }
    void plan(const std::string& text) const { tell(on_plan, text); }
    /// 0: all cores, and of several processes one core each.
    [[nodiscard]] int threads(int asked) const { return asked == 0 && processes > 1 ? 1 : asked; }

private:
    static void tell(const Listener& listener, const std::string& text) {
        if (listener) listener(text);
    }
};

}  // namespace lazyrisk
