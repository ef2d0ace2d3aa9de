// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/covariance.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/csv_numbers.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr double most_of_ar1 = 1e5;

const std::vector<std::string> covariance_words{"identity",         "levels", "power",   "exponential", "ar1",
                                                "marchenko-pastur", "beta",   "arcsine", "uniform",     "loguniform"};

/// A word and what stands in its parentheses.
struct Called {
    std::string name;
    std::vector<std::string> arguments;

    explicit Called(std::string_view text) {
        const std::size_t open = std::min(text.find('('), text.size());
        name = text.substr(0, open);
        if (open == text.size() || text.back() != ')') return;
        arguments = pieces(text.substr(open + 1, text.size() - open - 2), ',');
    }
};

/// Reads one of several forms.
class Reader {
public:
    Reader(std::string_view field, std::string_view text) : field_(field), text_(text), called_(text) {}

    [[nodiscard]] const std::string& name() const { return called_.name; }
    [[nodiscard]] std::size_t count() const { return called_.arguments.size(); }
    [[noreturn]] void refuse(const std::string& expected) const { throw DomainError(field_, text_, expected); }
    void takes(std::size_t least, std::size_t most, const std::string& form) const {
        if (count() < least || count() > most) refuse("expected " + form);
    }
    [[nodiscard]] double number(std::size_t i) const { return parse_number(field_, called_.arguments[i]); }
    [[nodiscard]] double number(std::size_t i, double otherwise) const { return i < count() ? number(i) : otherwise; }
    /// Whole, at least 1, or inf.
    [[nodiscard]] double length(std::size_t i, const char* what) const {
        const double value = number(i, infinite<>);
        if (!(value >= 1) || (!is_infinite(value) && (value != std::floor(value) || value > 1e15)))
            refuse(std::string(what) + " is a whole number from 1, or inf");
        return value;
    }
    [[nodiscard]] std::vector<std::pair<double, double>> pairs() const {
        std::vector<std::pair<double, double>> list;
        for (const std::string& one : called_.arguments) {
            const std::size_t colon = one.find(':');
            if (colon == std::string::npos) refuse("expected eigenvalue:share,..., as in levels(4:0.25,1:0.75)");
            list.emplace_back(parse_number(field_, one.substr(0, colon)), parse_number(field_, one.substr(colon + 1)));
        }
        return list;
    }

private:
    std::string field_, text_;
    Called called_;
};

CovarianceLevels read_levels(const Reader& in) {
    const CovarianceLevels read{in.pairs()};
    double total = 0;
    for (const auto& [eigenvalue, share] : read.levels) {
        if (!(eigenvalue >= 0) || is_infinite(eigenvalue) || !(share > 0))
            in.refuse("eigenvalues are at least 0, shares positive");
        total += share;
    }
    if (!(std::abs(total - 1) < 1e-9)) in.refuse("the shares have to add to one");
    return read;
}

UniformLaw read_uniform(const Reader& in) {
    const bool logarithmic = in.name() == "loguniform";
    in.takes(logarithmic ? 1 : 2, 2,
             logarithmic ? "loguniform(FROM) up to 1, or loguniform(FROM,TO)" : "uniform(FROM,TO)");
    const UniformLaw law{in.number(0), in.number(1, 1), logarithmic};
    if (!(law.from >= 0 && law.to > law.from) || is_infinite(law.to) || (logarithmic && !(law.from >= 1e-12)))
        in.refuse(logarithmic ? "expected 1e-12 <= FROM < TO" : "expected 0 <= FROM < TO");
    return law;
}

BetaLaw read_beta(const Reader& in) {
    in.takes(2, 2, "beta(A,B)");
    const BetaLaw law{in.number(0), in.number(1)};
    if (!(law.a >= 0.1 && law.b >= 0.1 && law.a <= 1e3 && law.b <= 1e3))
        in.refuse("A and B are numbers from 0.1 to 1000");
    return law;
}

Autoregressive read_autoregressive(const Reader& in) {
    in.takes(1, 2, "ar1(CORRELATION), or ar1(CORRELATION,DIMENSION)");
    const Autoregressive law{in.number(0), in.length(1, "the dimension")};
    if (!(std::abs(law.correlation) <= 0.999999)) in.refuse("the correlation is a number from -0.999999 to 0.999999");
    if (in.count() == 2 && !(law.dimension <= most_of_ar1)) in.refuse("the dimension is at most 1e5, or left out");
    return law;
}

CountedLevels read_counted_levels(const std::string& path) {
    const CsvTable table = read_csv(path);
    const char* const expected = "eigenvalue, and multiplicity where it is not 1";
    const std::size_t eigenvalue = csv_column(table, "eigenvalue", expected);
    const bool counts = has_csv_column(table, "multiplicity");
    const std::size_t multiplicity = counts ? csv_column(table, "multiplicity", expected) : 0;
    CountedLevels read{{}, path};
    for (const CsvTable::Row& row : table.rows)
        read.levels.emplace_back(csv_number(table, row, eigenvalue),
                                 counts ? csv_number(table, row, multiplicity, true) : 1);
    if (read.levels.empty()) throw DomainError(table.file + ": no rows; expected at least one eigenvalue");
    return read;
}

/// A column of energies, or of coefficients.
Alignment read_alignment_of(const std::string& path) {
    const CsvTable table = read_csv(path);
    const bool signs = has_csv_column(table, "coefficient");
    const std::size_t column = csv_column(table, signs ? "coefficient" : "energy", "energy, or coefficient");
    Alignment read{.file = path};
    for (const CsvTable::Row& row : table.rows)
        (signs ? read.coefficients : read.energies)
            .push_back(signs ? csv_signed_number(table, row, column) : csv_number(table, row, column));
    if (table.rows.empty()) throw DomainError(table.file + ": no rows; expected at least one");
    return read;
}

std::string called(const char* name, std::initializer_list<double> numbers) {
    std::string text = std::string(name) + "(";
    for (const double number : numbers)
        if (!is_infinite(number)) text += (text.back() == '(' ? "" : ",") + to_text(number);
    return text + ")";
}

}  // namespace

bool is_per_dimension(const Covariance& covariance) {
    if (const auto* law = std::get_if<Autoregressive>(&covariance)) return is_infinite(law->dimension);
    return !std::holds_alternative<PowerLaw>(covariance) && !std::holds_alternative<ExponentialDecay>(covariance) &&
           !std::holds_alternative<CountedLevels>(covariance) && !std::holds_alternative<MatrixCovariance>(covariance);
}

bool names_file(std::string_view text) { return text.ends_with(".csv") || text.ends_with(".npy"); }

bool names_counted(std::string_view text) {
    return names_file(text) || text.starts_with("power") || text.starts_with("exponential") ||
           (text.starts_with("ar1") && text.find(',') != std::string_view::npos);
}

const std::vector<std::pair<double, double>>* listed(const Covariance& covariance) {
    if (const auto* law = std::get_if<CovarianceLevels>(&covariance)) return &law->levels;
    const auto* law = std::get_if<CountedLevels>(&covariance);
    return law ? &law->levels : nullptr;
}

bool is_sequence(const Covariance& c) {
    return std::holds_alternative<PowerLaw>(c) || std::holds_alternative<ExponentialDecay>(c);
}

double count_of(const Covariance& covariance) {
    return std::visit(
        []<class Law>(const Law& law) {
            if constexpr (std::is_same_v<Law, CountedLevels>) {
                double count = 0;
                for (const auto& [eigenvalue, multiplicity] : law.levels) count += multiplicity;
                return count;
            } else if constexpr (std::is_same_v<Law, MatrixCovariance>) {
                return double(law.matrix->size);
            } else if constexpr (requires { law.terms; }) {
                return law.terms;
            } else if constexpr (requires { law.dimension; }) {
                return law.dimension;
            } else {
                return infinite<>;
            }
        },
        covariance);
}

Covariance in_dimension(Covariance covariance, double dimension) {
    const double count = count_of(covariance);
    if (!is_infinite(count) && count != dimension)
        throw DomainError("dim", dimension,
                          "`covariance = " + to_text(covariance) + "` has " + to_text(count) +
                              " eigenvalues; leave `dim` out, or give that number");
    if (auto* law = std::get_if<PowerLaw>(&covariance)) law->terms = dimension;
    if (auto* law = std::get_if<ExponentialDecay>(&covariance)) law->terms = dimension;
    if (auto* law = std::get_if<Autoregressive>(&covariance)) {
        if (dimension > most_of_ar1)
            throw DomainError("dim", dimension, "the eigenvalues of ar1 are found one by one, up to 1e5 of them");
        law->dimension = dimension;
    }
    return covariance;
}

Covariance read_covariance(std::string_view field, std::string_view text) {
    if (names_file(text)) {
        const std::string path(text);
        if (!is_matrix_file(path)) return read_counted_levels(path);
        return MatrixCovariance{read_covariance_matrix(path), path};
    }
    const Reader in(field, text);
    if (in.name() == "identity" || in.name() == "arcsine") {
        in.takes(0, 0, in.name() + " alone");
        if (in.name() == "arcsine") return BetaLaw{0.5, 0.5};
        return CovarianceLevels{{{1, 1}}};
    }
    if (in.name() == "levels") return read_levels(in);
    if (in.name() == "power") {
        in.takes(1, 2, "power(EXPONENT), or power(EXPONENT,TERMS)");
        const PowerLaw law{in.number(0), in.length(1, "the number of terms")};
        if (!(law.exponent > 0 && law.exponent <= 20)) in.refuse("the exponent is a positive number up to 20");
        if (is_infinite(law.terms) && !(law.exponent > 1))
            in.refuse("infinitely many terms need an exponent above 1; give their number, as in power(0.8,1000)");
        return law;
    }
    if (in.name() == "exponential") {
        in.takes(1, 2, "exponential(RATE), or exponential(RATE,TERMS)");
        const ExponentialDecay law{in.number(0), in.length(1, "the number of terms")};
        if (!(law.rate >= 1e-6 && law.rate <= 100)) in.refuse("the rate is a number from 1e-6 to 100");
        return law;
    }
    if (in.name() == "ar1") return read_autoregressive(in);
    if (in.name() == "marchenko-pastur") {
        in.takes(1, 1, "marchenko-pastur(RATIO)");
        const MarchenkoPastur law{in.number(0)};
        if (!(law.ratio > 0 && law.ratio <= 1e6)) in.refuse("the ratio is a positive number up to 1e6");
        return law;
    }
    if (in.name() == "beta") return read_beta(in);
    if (in.name() == "uniform" || in.name() == "loguniform") return read_uniform(in);
    in.refuse("expected " + std::string(covariance_forms) + did_you_mean(in.name(), covariance_words));
}

std::string to_text(const Covariance& covariance) {
    struct Text {
        std::string operator()(const CovarianceLevels& c) const {
            if (c.levels.size() == 1 && c.levels[0].first == 1) return "identity";
            std::string list;
            for (const auto& [eigenvalue, share] : c.levels)
                list += (list.empty() ? "" : ",") + to_text(eigenvalue) + ":" + to_text(share);
            return "levels(" + list + ")";
        }
        std::string operator()(const CountedLevels& c) const { return c.file; }
        std::string operator()(const MatrixCovariance& c) const { return c.file; }
        std::string operator()(const PowerLaw& c) const { return called("power", {c.exponent, c.terms}); }
        std::string operator()(const ExponentialDecay& c) const { return called("exponential", {c.rate, c.terms}); }
        std::string operator()(const Autoregressive& c) const { return called("ar1", {c.correlation, c.dimension}); }
        std::string operator()(const MarchenkoPastur& c) const { return called("marchenko-pastur", {c.ratio}); }
        std::string operator()(const BetaLaw& c) const { return called("beta", {c.a, c.b}); }
        std::string operator()(const UniformLaw& c) const {
            return called(c.logarithmic ? "loguniform" : "uniform", {c.from, c.to});
        }
    };
    return std::visit(Text{}, covariance);
}

Alignment read_alignment(std::string_view field, std::string_view text) {
    if (text.ends_with(".npy"))
        throw DomainError(std::string(field), std::string(text),
                          "a csv file is expected, with a column energy or coefficient");
    if (names_file(text)) return read_alignment_of(std::string(text));
    const Reader in(field, text);
    if (in.name() == "isotropic" && in.count() == 0) return {};
    if (in.name() == "source" || in.name() == "power") {
        in.takes(1, 1, in.name() + "(EXPONENT)");
        const double exponent = in.number(0);
        if (!(std::abs(exponent) <= 20)) in.refuse("the exponent is a number from -20 to 20");
        if (in.name() == "source") return {.source = exponent};
        return {.power = exponent};
    }
    in.refuse("expected isotropic, source(R), power(B) or a csv file" +
              did_you_mean(in.name(), std::vector<std::string>{"isotropic", "source", "power"}));
}

std::string to_text(const Alignment& alignment) {
    if (!alignment.file.empty()) return alignment.file;
    if (alignment.power) return called("power", {*alignment.power});
    return alignment.source == 0 ? "isotropic" : called("source", {alignment.source});
}

}  // namespace lazyrisk
