// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/kernel.hpp"

#include "lazyrisk/problem/question.hpp"

namespace lazyrisk {

std::vector<ModelOption> Kernel::options() {
    return {{"kernel", "which kernel: activation (E_w s(<w,x>)s(<w,y>))", false}};
}

bool Kernel::describes(const Question& q) {
    return q.model == "kernel" && q.parameter("kernel", "activation") == "activation";
}

Kernel Kernel::of(const Question& q) { return {activation_of(q), dimension_of(q)}; }

}  // namespace lazyrisk
