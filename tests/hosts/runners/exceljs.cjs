// What exceljs reads from workbooks: for each file named, a line of JSON.

const ExcelJS = require("exceljs");

const plain = (value) => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return { date: Number.isNaN(value.getTime()) ? "none" : value.toISOString() };
  if (typeof value !== "object") return value;
  if (value.richText) return value.richText.map((part) => part.text).join("");
  if (value.hyperlink) return plain(value.text);
  if (value.error) return { error: value.error };
  return plain(value.result);
};

(async () => {
  for (const path of process.argv.slice(2)) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    const sheets = {};
    for (const sheet of book.worksheets) {
      const cells = {};
      // A formula's result of 0 is in `result`, but not in `value`.
      const shown = (cell) => plain(cell.formula ? cell.result : cell.value);
      sheet.eachRow((row) => row.eachCell((cell) => (cells[cell.address] = shown(cell))));
      const tables = {};
      for (const { table } of sheet.getTables()) tables[table.name] = table.tableRef;
      sheets[sheet.name] = { cells, tables };
    }
    const names = book.definedNames.model.map(({ name, ranges }) => [name, ranges]);
    console.log(JSON.stringify({ sheets, names: Object.fromEntries(names) }));
  }
})();
