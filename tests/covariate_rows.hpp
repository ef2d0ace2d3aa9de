// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Rows of tests/reference/covariates_golden.csv.
#pragma once

#include <cctype>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "lazyrisk/spectrum/covariate_spectrum.hpp"
#include "lazyrisk/words/csv.hpp"
#include "paths.hpp"

namespace covariate_rows {

using namespace lazyrisk;

/// The table's names in ours: "marchenko-pastur(ratio=.9);g=s". The factor of its energies, whose sum ours is not.
struct Named {
    Covariance covariance;
    Alignment alignment;
    double energy = 1;
};

inline std::string without_names(std::string text) {
    for (std::size_t at = 0; (at = text.find('=')) != std::string::npos;) {
        std::size_t from = at;
        while (from > 0 && std::isalpha(static_cast<unsigned char>(text[from - 1])) != 0) --from;
        text.erase(from, at + 1 - from);
    }
    return text;
}

inline Named named(const std::string& text) {
    const std::size_t semicolon = text.find(';');
    Named n{read_covariance("covariance", without_names(text.substr(0, semicolon))), {}};
    const std::string rest = text.substr(semicolon + 1);
    if (rest == "g=s") n.alignment.source = 0.5;
    if (rest == "g=s^-1") n.alignment.source = -0.5;
    if (rest.starts_with("E=k^-")) n.alignment.power = std::stod(rest.substr(5));
    if (rest.starts_with("E=exp(-")) {
        const double rate = std::stod(rest.substr(7)), own = std::get<ExponentialDecay>(n.covariance).rate;
        n.alignment.source = (rate / own - 1) / 2;
    }
    if (rest.starts_with("E=k^-") && rest.find("zeta") == std::string::npos) {
        n.energy = 0;
        for (double k = std::get<PowerLaw>(n.covariance).terms; k >= 1; --k)
            n.energy += std::pow(k, -*n.alignment.power);
    }
    if (rest.starts_with("E=exp(-")) {
        const double rate = std::stod(rest.substr(7)), terms = std::get<ExponentialDecay>(n.covariance).terms;
        n.energy = std::exp(-rate) * -std::expm1(-rate * terms) / -std::expm1(-rate);
    }
    return n;
}

/// "levels:4|.25|.5,1|.75|.5": eigenvalue, share, energy; "identity;E=1"; or a name. Energies as the table has them.
inline CovariateSpectrum spectrum_of(const std::string& text) {
    if (!text.starts_with("levels:") && text != "identity;E=1") {
        const Named n = named(text);
        CovariateSpectrum s = covariate_spectrum(n.covariance, n.alignment);
        for (auto& [mode, energy] : s.target.energy) energy *= n.energy;
        s.target.rest *= n.energy;
        return s;
    }
    std::stringstream list(text == "identity;E=1" ? "1|1|1" : text.substr(7));
    CovariateSpectrum s;
    for (std::string level; std::getline(list, level, ',');) {
        const std::size_t tail = level.find(";tail=");
        double number[5] = {};
        int count = 0;
        std::string plain = level;
        for (char& c : plain)
            c = std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == 'e' || c == '-' ? c : ' ';
        if (tail != std::string::npos) plain.replace(tail, 6, "      ");
        std::stringstream numbers(plain);
        for (double x; count < 5 && numbers >> x;) number[count++] = x;
        s.target.energy.emplace_back(Mode(int(s.model.levels.size())), number[2]);
        s.model.levels.push_back({number[0], number[1]});
        if (tail != std::string::npos) s.model.tail_trace = number[3], s.target.rest = number[4];
    }
    return s;
}

/// Rows of one family.
inline std::vector<std::vector<std::string>> rows_of(const std::string& family) {
    std::vector<std::vector<std::string>> rows;
    for (const CsvTable::Row& row : read_csv(std::string(paths::reference) + "/covariates_golden.csv").rows)
        if (row.cells[0] == family) rows.push_back(row.cells);
    return rows;
}

/// "lam_c=-0.08;tail=.2": the number behind a name, or `otherwise`.
inline double number_in(const std::string& text, const std::string& name, double otherwise) {
    const std::size_t at = text.find(name + "=");
    return at == std::string::npos ? otherwise : std::stod(text.substr(at + name.size() + 1));
}

}  // namespace covariate_rows
