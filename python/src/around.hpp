// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Long work begun by Python.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "interrupt.hpp"
#include "lazyrisk/measure/host.hpp"

namespace lazyrisk::python {

namespace py = pybind11;

/// Python around long work: its listener of progress, its warnings, its interrupt.
class Around {
public:
    explicit Around(const py::object& progress) {
        host.interrupted = Interruptible::requested;
        host.on_warning = [this](const std::string& sentence) { warnings_.push_back(sentence); };
        if (progress.is_none()) return;
        host.on_progress = [progress](const std::string& what) {
            const py::gil_scoped_acquire locked;
            progress(what);
        };
    }
    /// Does the work without the lock, then hands on warnings and an interrupt.
    template <class Work>
    auto operator()(const Work& work) {
        auto result = [&] {
            const py::gil_scoped_release released;
            return work();
        }();
        for (const std::string& sentence : warnings_)
            if (PyErr_WarnEx(PyExc_UserWarning, sentence.c_str(), 2) != 0) throw py::error_already_set();
        watched_.rethrow();
        return result;
    }
    Host host;

private:
    Interruptible watched_;
    std::vector<std::string> warnings_;
};

}  // namespace lazyrisk::python
