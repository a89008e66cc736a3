// Writes the workbooks of makers.py with SheetJS or exceljs, reads them back
// with the same library, and prints what it says of each cell.
//
// usage: node makers.js xlsx|exceljs SPECS.json FOLDER
"use strict";
const fs = require("fs");
const path = require("path");
const [maker, specs, folder] = process.argv.slice(2);
const library = require(maker);
const all = JSON.parse(fs.readFileSync(specs, "utf8"));

function day(text) {
  return new Date(text + "T00:00:00Z");
}

function serial(text, is1904) {
  return (day(text) - Date.UTC(1899, 11, 30)) / 86400000 - (is1904 ? 1462 : 0);
}

function iso(value) {
  return "d:" + value.toISOString().slice(0, 10);
}

// ---- SheetJS ----------------------------------------------------------------

function writeSheetJS(book, file) {
  const made = library.utils.book_new();
  if (book.date1904) made.Workbook = { WBProps: { date1904: true } };
  for (const sheet of book.sheets) {
    const cells = {};
    let range = { s: { r: 0, c: 0 }, e: { r: 0, c: 0 } };
    for (const [ref, cell] of Object.entries(sheet.cells)) {
      const at = library.utils.decode_cell(ref);
      range.e.r = Math.max(range.e.r, at.r);
      range.e.c = Math.max(range.e.c, at.c);
      const out = cell.t === "d"
        ? { t: "n", v: serial(cell.v, book.date1904), z: cell.fmt }
        : cell.t === "b" ? { t: "b", v: cell.v }
        : cell.t === "n" ? { t: "n", v: cell.v }
        : { t: "s", v: cell.v };
      if (cell.fmt) out.z = cell.fmt;
      if (cell.f) out.f = cell.f;
      if (cell.link) out.l = { Target: cell.link };
      if (cell.note) out.c = [{ a: "An", t: cell.note }];
      cells[ref] = out;
    }
    cells["!ref"] = library.utils.encode_range(range);
    cells["!merges"] = (sheet.merges || []).map(library.utils.decode_range);
    cells["!rows"] = [];
    for (const row of sheet.hiddenRows || [])
      cells["!rows"][row - 1] = { hidden: true };
    cells["!cols"] = [];
    for (const column of sheet.hiddenColumns || [])
      cells["!cols"][column - 1] = { hidden: true };
    library.utils.book_append_sheet(made, cells, sheet.name);
  }
  library.writeFile(made, file, {
    bookSST: book.name !== "inline", compression: true });
}

function saySheetJS(file, sheet) {
  const book = library.readFile(file, { cellDates: false, cellNF: true });
  const is1904 = ((book.Workbook || {}).WBProps || {}).date1904;
  const said = {};
  for (const [ref, cell] of Object.entries(book.Sheets[sheet])) {
    if (ref[0] === "!" || cell.v === undefined || cell.t === "z") continue;
    if (cell.t === "n" && cell.z && library.SSF.is_date(cell.z)) {
      const d = library.SSF.parse_date_code(cell.v, { date1904: is1904 });
      said[ref] = "d:" + [d.y, d.m, d.d].map(
        (n, i) => String(n).padStart(i ? 2 : 4, "0")).join("-");
    } else said[ref] = cell.t === "n" ? "n:" + cell.v
      : cell.t === "b" ? "b:" + cell.v : "s:" + cell.v;
  }
  return said;
}

// ---- exceljs ----------------------------------------------------------------

async function writeExcelJS(book, file) {
  const made = new library.Workbook();
  made.created = new Date(Date.UTC(2017, 0, 1));
  made.properties.date1904 = !!book.date1904;
  for (const sheet of book.sheets) {
    const page = made.addWorksheet(sheet.name);
    for (const [ref, cell] of Object.entries(sheet.cells)) {
      const out = page.getCell(ref);
      const value = cell.t === "d" ? day(cell.v) : cell.v;
      if (cell.f) out.value = { formula: cell.f, result: value };
      else if (cell.rich)
        out.value = { richText: cell.rich.map(([text, bold]) =>
          bold ? { text, font: { bold: true } } : { text }) };
      else if (cell.link) out.value = { text: cell.v, hyperlink: cell.link };
      else out.value = value;
      if (cell.fmt) out.numFmt = cell.fmt;
      if (cell.note) out.note = cell.note;
    }
    for (const range of sheet.merges || []) page.mergeCells(range);
    for (const row of sheet.hiddenRows || []) page.getRow(row).hidden = true;
    for (const column of sheet.hiddenColumns || [])
      page.getColumn(column).hidden = true;
    if (sheet.table) {
      const rows = sheet.table.rows;
      page.addTable({ name: sheet.table.name, ref: sheet.table.at,
        headerRow: true, columns: rows[0].map((name) => ({ name })),
        rows: rows.slice(1).map((row) => row.map((cell) =>
          cell === null ? null : cell.t === "d" ? day(cell.v) : cell.v)) });
      rows.slice(1).forEach((row, i) => row.forEach((cell, k) => {
        if (cell && cell.fmt) {
          const first = page.getCell(sheet.table.at);
          page.getCell(first.row + 1 + i, first.col + k).numFmt = cell.fmt;
        }
      }));
    }
  }
  await made.xlsx.writeFile(file);
}

function plain(value) {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return iso(value);
  if (typeof value === "number") return "n:" + value;
  if (typeof value === "boolean") return "b:" + value;
  if (typeof value === "string") return "s:" + value;
  if (value.richText)
    return "s:" + value.richText.map((run) => run.text).join("");
  if (value.formula || value.sharedFormula) return plain(value.result);
  if (value.hyperlink) return "s:" + value.text;
  return "s:" + String(value);
}

async function sayExcelJS(file, sheet) {
  const book = new library.Workbook();
  await book.xlsx.readFile(file);
  const said = {};
  book.getWorksheet(sheet).eachRow((row) => row.eachCell((cell) => {
    if (cell.isMerged && cell.master !== cell) return;
    const value = plain(cell.value);
    if (value !== undefined) said[cell.address] = value;
  }));
  return said;
}

(async () => {
  const result = {};
  for (const book of all) {
    const file = path.join(folder, book.file);
    if (maker === "xlsx") writeSheetJS(book, file);
    else await writeExcelJS(book, file);
    result[book.file] = maker === "xlsx"
      ? saySheetJS(file, book.read) : await sayExcelJS(file, book.read);
  }
  process.stdout.write(JSON.stringify(result));
})();
