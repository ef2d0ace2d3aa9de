// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "interrupt.hpp"

#include <pybind11/pybind11.h>

#include <atomic>

namespace lazyrisk::python {
namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void take_signal(int) { stop.store(true); }

bool on_main_thread() {
    namespace py = pybind11;
    const py::module_ threading = py::module_::import("threading");
    return threading.attr("current_thread")().is(threading.attr("main_thread")());
}

}  // namespace

Interruptible::Interruptible() : watches_(on_main_thread()) {
    if (!watches_) return;
    stop.store(false);
    struct sigaction action {};
    action.sa_handler = take_signal;
    sigaction(SIGINT, &action, &before_);
}

Interruptible::~Interruptible() {
    if (watches_) sigaction(SIGINT, &before_, nullptr);
}

bool Interruptible::requested() { return stop.load(); }

void Interruptible::rethrow() const {
    if (!watches_ || !stop.exchange(false)) return;
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    throw pybind11::error_already_set();
}

}  // namespace lazyrisk::python
