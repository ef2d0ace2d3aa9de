// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kept trials as tables: what a store lists, and what it exports.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/store/store.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// A row a problem and seed: the problem's fields (empty where another one alone has them), then what is kept of it.
struct StoreTable {
    std::vector<std::string> columns, wanted;  ///< wanted: by a reader, with the fields that differ
    std::vector<Row> rows;

    explicit StoreTable(const std::vector<StoredSeries>& series);
};

/// Every selected unit, a row each, by problem, seed and trial: the problem's fields, seed, trial, what was measured,
/// seconds, date and version. Where trained networks, gaps or densities are among them, their numbers stand in one cell
/// more. `style` is csv or JSON; the text goes to `write` in pieces. Throws what Store::problems and Store::for_each
/// do, and StoreError for units of a newer version that measures more.
void export_units(const Store& store, const Selection& selection, const TableStyle& style,
                  const std::function<void(std::string_view)>& write);

}  // namespace lazyrisk
