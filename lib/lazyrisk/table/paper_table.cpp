// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/paper_table.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "lazyrisk/table/latex_text.hpp"
#include "lazyrisk/table/unsaid.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {
namespace {

using Kind = QuantityName::Kind;
constexpr int paper_digits = 4;

/// The table as it was computed.
struct Source {
    const std::vector<std::string>& columns;
    const std::vector<Row>& rows;
    std::optional<int> digits;

    [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const {
        const auto found = std::find(columns.begin(), columns.end(), name);
        if (found == columns.end()) return {};
        return std::size_t(found - columns.begin());
    }
    [[nodiscard]] bool constant(std::size_t i) const {
        return std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] == rows.front()[i]; });
    }
    /// In that row; 0 where there is none.
    [[nodiscard]] double number(const std::optional<std::size_t>& i, std::size_t row) const {
        const double* value = i ? std::get_if<double>(&rows[row][*i]) : nullptr;
        return value ? *value : 0;
    }
};

std::string without_mean(const std::string& name) {
    return name.ends_with(".mean") ? name.substr(0, name.size() - 5) : "";
}

/// The column of the standard error of `X.mean`.
std::optional<std::size_t> error_of(const Source& s, const std::string& name) {
    if (name == "measured" || name == "share") return s.find("standard_error");
    const std::string base = without_mean(name);
    return base.empty() ? std::nullopt : s.find(base + ".standard_error");
}

/// The standard error of what was simulated of a theory.
std::optional<std::size_t> error_beside(const Source& s, const std::string& name) {
    if (const auto found = s.find("simulation." + name + ".standard_error")) return found;
    return s.find(name == "theory" || name == "mass" ? "standard_error" : name + "_simulated.standard_error");
}

/// The bound on a numerical error.
std::optional<std::size_t> bound_of(const Source& s, const std::string& name) {
    static const std::set<std::string> of_the_record{"test_error", "excess_risk", "bias",
                                                     "variance",   "error_rate",  "clean_error_rate"};
    if (of_the_record.count(name)) return s.find("error_bound");
    return name == "amplitude" ? s.find("error") : s.find(name + "_error");
}

/// Multiplicities are counts: they have no digits behind the point.
bool whole_numbers(const Source& s, std::size_t column) {
    return std::all_of(s.rows.begin(), s.rows.end(), [&](const Row& row) {
        const double* value = std::get_if<double>(&row[column]);
        return !value || std::isinf(*value) || *value == std::floor(*value);
    });
}

Rounded of_theory(const Source& s, const std::string& name, double value, std::size_t row) {
    const double bound = s.number(bound_of(s, name), row);
    const std::optional<int> place = last_place(s.number(error_beside(s, name), row));
    if (s.digits || !place || std::isinf(value) || value == 0)
        return significant(value, s.digits.value_or(paper_digits), bound);
    const int leading = int(std::floor(std::log10(std::abs(value))));
    return significant(value, std::max(2, leading - *place + 1), bound);
}

/// A bound is read for its magnitude: rounded up to a power of ten.
PaperCell bound_cell(double value) {
    const Rounded power =
        significant(value > 0 && !std::isinf(value) ? std::pow(10.0, std::ceil(std::log10(value))) : value, 1);
    PaperCell cell{PaperCell::Kind::text, power, plain_number(power)};
    cell.latex = power.infinite() ? "$\\infty$"
                 : power.exponent ? "$10^{" + std::to_string(*power.exponent) + "}$"
                                  : "$" + power.digits + "$";
    return cell;
}

PaperCell cell_of(const Source& s, std::size_t column, std::size_t row, Kind kind, bool whole) {
    const std::string& name = s.columns[column];
    const Cell& cell = s.rows[row][column];
    if (const std::string* text = std::get_if<std::string>(&cell)) {
        if (text->empty()) return {};
        std::string shown = *text;
        if (name == "learned" || name == "dead")  // lists of degrees
            for (std::size_t at = 0; (at = shown.find(' ', at)) != std::string::npos; at += 2)
                shown.replace(at, 1, ", ");
        return {PaperCell::Kind::text, {}, shown};
    }
    const double* value = std::get_if<double>(&cell);
    if (!value) return {};
    const auto number = [](Rounded n) { return PaperCell{PaperCell::Kind::number, std::move(n)}; };
    if (const auto error = error_of(s, name)) return number(uncertain(*value, s.number(error, row), s.digits));
    switch (kind) {
        case Kind::given:
            return number(as_given(*value));
        case Kind::bound:
            return bound_cell(*value);
        case Kind::score:
            return number(std::isinf(*value) ? significant(*value, 1)
                          : s.digits         ? significant(*value, *s.digits)
                                             : to_place(*value, -2));
        case Kind::share:
            return number(significant(*value, s.digits.value_or(2)));
        case Kind::computed:
            break;
    }
    if (name.starts_with("mu_") && std::abs(*value) < 1e-15) return number({"0"});  // rounding of what is zero
    if (whole && std::abs(*value) < 1e6) return number(as_given(*value));
    return number(of_theory(s, name, *value, row));
}

/// N neurons rather than p features?
bool counts_neurons(const Source& s) {
    const auto model = s.find("model");
    return s.find("rho") || s.find("gap_own.mean") ||
           (model && !s.rows.empty() && s.rows.front()[*model] == Cell(std::string("neural-tangent")));
}

QuantityName name_of(const Source& s, const std::string& column) {
    QuantityName name = quantity_name(column);
    if (column == "width" && counts_neurons(s)) name.symbol = name.letters = "N", name.words = "neurons";
    if (s.find("simulation." + column + ".mean")) name.qualifier = "theory";
    return name;
}

/// A note has places of its own for the convention and the version.
bool unsaid(const Source& s, const std::string& name, const Cell& value) {
    return value == Cell{} || name == "status" || name == "ridge_convention" || name == "version" ||
           (name != "dim" && goes_without_saying(s.columns, s.rows.front(), name, value));
}

class Note {
public:
    void add(const std::string& latex, const std::string& plain) {
        if (plain.empty()) return;
        text_.latex += (text_.latex.empty() ? "" : fresh_ ? ". " : ", ") + latex;
        text_.plain += (text_.plain.empty() ? "" : fresh_ ? ". " : ", ") + plain;
        fresh_ = false;
    }
    void add(const std::string& plain) { add(latex_text(plain), plain); }
    void end_sentence() { fresh_ = true; }
    [[nodiscard]] PaperText text() const {
        return text_.plain.empty() ? text_ : PaperText{text_.latex + ".", text_.plain + "."};
    }

private:
    PaperText text_;
    bool fresh_ = false;
};

/// symbol = value, or words and value.
void add_value(Note& note, const QuantityName& name, const Cell& cell) {
    const std::string* text = std::get_if<std::string>(&cell);
    const double* value = std::get_if<double>(&cell);
    if (text) return note.add(name.words + " " + *text);
    const Rounded number = as_given(*value);
    const std::string shown = number.infinite() ? "\\infty"
                              : number.exponent && number.digits == "1"
                                  ? "10^{" + std::to_string(*number.exponent) + "}"
                              : number.exponent ? "\\num{" + siunitx_input(number) + "}"
                                                : number.digits;
    if (name.symbol.empty())
        note.add(latex_text(name.words) + " $" + shown + "$", name.words + " " + plain_number(number));
    else
        note.add("$" + name.symbol + " = " + shown + "$", name.letters + " = " + plain_number(number));
}

/// Is this column better said once, in the note? Bounds that no printed digit feels, a part of the risk that is
/// nothing.
bool said_once(const Source& s, std::size_t i, Kind kind, const TableStyle& style) {
    if (s.rows.size() < 2 || !style.columns.empty()) return false;
    const auto all = [&](auto&& holds) {
        return std::all_of(s.rows.begin(), s.rows.end(), [&](const Row& row) {
            const double* value = std::get_if<double>(&row[i]);
            return !value || holds(*value);
        });
    };
    if (kind == Kind::bound) return all([](double v) { return v < 1e-8; });
    return (s.columns[i] == "bias" || s.columns[i] == "variance" || s.columns[i] == "train_error") &&
           all([](double v) { return v == 0; });
}

void add_once(Note& note, const Source& s, std::size_t i) {
    double largest = 0;
    for (std::size_t row = 0; row < s.rows.size(); ++row) largest = std::max(largest, s.number(i, row));
    const QuantityName name = quantity_name(s.columns[i]);
    if (name.kind != Kind::bound)
        return note.add(latex_head(name) + " $0$ everywhere", plain_head(name) + " 0 everywhere");
    const PaperCell cell = bound_cell(largest);
    note.add("numerical errors at most " + cell.latex, "numerical errors at most " + cell.text);
}

/// In a column where some numbers have an exponent, or that would be wide without, all have one; counts excepted.
void align_exponents(PaperColumn& column) {
    constexpr std::size_t wide = 8;  // digits from the first before to the last behind the point
    std::size_t before = 0, behind = 0;
    bool any = false;
    for (const PaperCell& c : column.cells) {
        if (c.kind != PaperCell::Kind::number || c.number.infinite()) continue;
        const std::size_t point = std::min(c.number.digits.find('.'), c.number.digits.size());
        any = any || c.number.exponent.has_value();
        before = std::max(before, point), behind = std::max(behind, c.number.digits.size() - point);
    }
    if (!any && before + behind <= wide) return;
    for (PaperCell& cell : column.cells)
        if (cell.kind == PaperCell::Kind::number) cell.number = scientific(cell.number);
}

/// What the symbols of the columns mean, then the question, convention, seed and version.
PaperText note_of(const Source& s, const std::vector<std::size_t>& shown, const std::vector<std::size_t>& once,
                  bool with_symbols, const std::string& more) {
    Note note;
    std::set<std::string> explained;
    for (const std::size_t i : shown) {
        const QuantityName name = name_of(s, s.columns[i]);
        if (with_symbols && !name.symbol.empty() && explained.insert(name.symbol).second)
            note.add("$" + name.symbol + "$: " + latex_text(name.words), name.letters + ": " + name.words);
    }
    note.end_sentence();
    for (std::size_t i = 0; i < s.columns.size() && !s.rows.empty(); ++i) {
        const std::string& name = s.columns[i];
        const Cell& value = s.rows.front()[i];
        if (std::find(shown.begin(), shown.end(), i) != shown.end() || !s.constant(i) || unsaid(s, name, value))
            continue;
        const std::string* text = std::get_if<std::string>(&value);
        constexpr std::string_view status = "_status";
        if (name.ends_with(status)) {  // what a column of the table rests on
            const auto of = s.find(name.substr(0, name.size() - status.size()));
            if (of && std::find(shown.begin(), shown.end(), *of) != shown.end())
                note.add(plain_head(name_of(s, s.columns[*of])) + ": " + *text);
        } else if (name == "model" && text) {
            std::string words = *text;
            std::replace(words.begin(), words.end(), '-', ' ');
            note.add(words);
        } else if (name == "activation" && text) {
            note.add(*text);
        } else if (text || name_of(s, name).kind == Kind::given) {
            add_value(note, name_of(s, name), value);
        }
    }
    const auto last = [&](const char* name, const std::string& words) {
        const auto i = s.find(name);
        const std::string* text =
            i && !s.rows.empty() && s.constant(*i) ? std::get_if<std::string>(&s.rows.front()[*i]) : nullptr;
        if (text && std::find(shown.begin(), shown.end(), *i) == shown.end()) note.add(words + *text);
    };
    last("ridge_convention", "ridge convention ");
    for (const std::size_t i : once) add_once(note, s, i);
    if (!more.empty()) {
        note.end_sentence();
        note.add(more);
        note.end_sentence();
    }
    note.add("lazyrisk " + std::string(version));
    return note.text();
}

/// Standard errors are in their means' columns.
bool merged(const Source& s, const std::string& name, const std::vector<std::string>& wanted) {
    constexpr std::string_view ending = ".standard_error";
    if (name == "standard_error") return s.find("measured") || s.find("share");
    if (!name.ends_with(ending)) return false;
    const std::string mean = name.substr(0, name.size() - ending.size()) + ".mean";
    return s.find(mean) && (wanted.empty() || std::find(wanted.begin(), wanted.end(), mean) != wanted.end());
}

}  // namespace

PaperTable paper_table(const std::vector<std::string>& columns, const std::vector<Row>& rows, const TableStyle& style,
                       const std::vector<std::string>& wanted) {
    const Source s{columns, rows, style.digits};
    std::vector<std::size_t> shown, once;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool asked = std::find(wanted.begin(), wanted.end(), columns[i]) != wanted.end();
        if ((asked || (wanted.empty() && !s.constant(i))) && !merged(s, columns[i], wanted))
            (said_once(s, i, quantity_name(columns[i]).kind, style) ? once : shown).push_back(i);
    }
    PaperTable table;
    for (const std::size_t i : shown) {
        PaperColumn column{name_of(s, columns[i]), {}};
        const bool whole = whole_numbers(s, i);
        for (std::size_t row = 0; row < rows.size(); ++row)
            column.cells.push_back(cell_of(s, i, row, column.name.kind, whole));
        if (column.name.kind == Kind::computed && !whole) align_exponents(column);
        table.columns.push_back(std::move(column));
    }
    table.note = note_of(s, shown, once, true, style.note);
    return table;
}

PaperTable paper_list(const std::vector<std::string>& columns, const Row& row, const TableStyle& style) {
    const std::vector<Row> rows{row};
    const Source s{columns, rows, style.digits};
    PaperTable table{{{{"", "", "quantity"}, {}}, {{"", "", "symbol"}, {}}, {{"", "", "value"}, {}}}, {}};
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const QuantityName name = name_of(s, columns[i]);
        if (!std::holds_alternative<double>(row[i]) || name.kind == Kind::given || merged(s, columns[i], {})) continue;
        shown.push_back(i);
        const std::string qualifier = name.qualifier.empty() ? "" : " (" + name.qualifier + ")";
        table.columns[0].cells.push_back({PaperCell::Kind::text, {}, name.words + qualifier});
        table.columns[1].cells.push_back(
            {PaperCell::Kind::text, {}, name.letters, name.symbol.empty() ? "" : "$" + name.symbol + "$"});
        table.columns[2].cells.push_back(cell_of(s, i, 0, name.kind, false));
    }
    table.note = note_of(s, shown, {}, false, style.note);
    return table;
}

}  // namespace lazyrisk
