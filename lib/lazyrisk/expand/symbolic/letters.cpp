// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/letters.hpp"

#include <cctype>
#include <map>
#include <mutex>
#include <set>

namespace lazyrisk {

namespace {

std::string in_latex(const std::string& name) {
    static const std::map<std::string, std::string> special{
        {"F1^2", "F_1^2"}, {"Fl^2", "F_l^2"}, {"F*^2", "F_*^2"}, {"sigma^2", "\\sigma^2"}, {"tau^2", "\\tau^2"}};
    static const std::set<std::string> greek{"psi",   "lambda",  "zeta",  "eta",   "rho",   "beta",
                                             "delta", "epsilon", "mu",    "xi",    "sigma", "tau",
                                             "kappa", "nu",      "theta", "omega", "gamma", "alpha"};
    if (const auto found = special.find(name); found != special.end()) return found->second;
    if (name.ends_with("^2")) return in_latex(name.substr(0, name.size() - 2)) + "^2";
    std::size_t end = 0;
    while (end < name.size() && std::isalpha(static_cast<unsigned char>(name[end])) != 0) ++end;
    std::string head = name.substr(0, end), index = name.substr(end);
    if (!index.empty() && index[0] == '_') index.erase(0, 1);
    if (index.starts_with("{") && index.ends_with("}")) index = index.substr(1, index.size() - 2);
    if (index == "rest") index = "\\mathrm{rest}";
    if (index == "above") index = ">l";
    if (greek.count(head) == 1) head = "\\" + head;
    return index.empty() ? head : head + "_{" + index + "}";
}

}  // namespace

const GiNaC::symbol& letter(const std::string& name) {
    static std::mutex mutex;
    // never destroyed: GiNaC may be gone before the last static object of the program
    static auto& letters = *new std::map<std::string, GiNaC::symbol>;
    const std::lock_guard lock(mutex);
    const auto found = letters.find(name);
    if (found != letters.end()) return found->second;
    return letters.emplace(name, GiNaC::possymbol(name, in_latex(name))).first->second;
}

}  // namespace lazyrisk
