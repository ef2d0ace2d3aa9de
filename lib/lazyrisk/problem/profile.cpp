#include "lazyrisk/problem/profile.hpp"

#include "lazyrisk/error.hpp"
#include "lazyrisk/problem/question.hpp"

namespace lazyrisk {

DotKernel dot_kernel_of(const Question& q) {
    const std::string name = q.parameter("kernel", "activation");
    if (name != "activation") throw DomainError("kernel", name, "structured data have the kernel `activation`");
    return activation_of(q);
}

}  // namespace lazyrisk
