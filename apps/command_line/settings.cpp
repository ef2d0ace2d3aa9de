// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/settings.hpp"

#include <filesystem>
#include <optional>

#include "lazyrisk/table/usual_caption.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/names.hpp"
#include "machine/interrupt.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {

TableStyle OutputOptions::style() const {
    if (format != Format::latex && format != Format::markdown && !(caption.empty() && label.empty()))
        throw DomainError(std::string(caption.empty() ? "--label" : "--caption") +
                          " is of a table for a paper; give --format latex or markdown too");
    TableStyle style{format,
                     digits > 0 ? std::optional<int>(digits) : std::nullopt,
                     false,
                     !label.empty() ? label
                     : verb.empty() ? ""
                                    : "tab:" + verb,
                     !caption.empty() ? caption : usual_caption(verb),
                     ""};
    style.columns = columns, style.pivot = pivot, style.besides = besides, style.all = all, style.head = head;
    return style;
}

void OutputOptions::check_figure() const {
    const std::string look = figure_width.given() ? "figure-width" : bare ? "bare" : embed ? "embed" : figure.given();
    if (plot.empty() && !look.empty() && experiment.empty())
        throw DomainError("--" + look + " says how a figure looks; give --plot FILE too");
    if (embed && !plot.ends_with(".tex")) throw DomainError("plot", plot, "--embed is of .tex figures");
    if (plot == "-" && output.empty() && (format == Format::csv || format == Format::json))
        throw DomainError("plot", plot, "the results go to standard output too; give --output FILE, or --plot a file");
    if (plot.ends_with(".tex") && !embed)  // its data stands in a file that LaTeX is told by name
        if (const std::string wrong = wrong_with_name(std::filesystem::path(plot).filename().string()); !wrong.empty())
            throw DomainError(
                "plot", plot,
                "LaTeX cannot read a file of this name: " + wrong + "; or --embed, which needs no data file");
}

void OutputOptions::draw(Figure drawn) const {
    figure.apply(drawn);
    drawn.bare = bare, drawn.embedded = embed;
    if (figure_width.given())
        figure_width.apply(drawn);
    else if (bare || !figure.title.empty())
        set_width(drawn, drawn.width_cm);
    if (!Ranks::leads()) return;
    const KeepsWork keeps;  // a picture is drawn in a moment: to its end, so that nothing half-drawn stays
    if (plot == "-" && output.empty()) print("\n");
    write_figure(drawn, plot);
}

}  // namespace lazyrisk::app
