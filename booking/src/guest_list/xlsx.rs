//! Excel workbooks.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::Cell;

/// A workbook that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written")]
pub struct XlsxError(#[from] rust_xlsxwriter::XlsxError);

/// Widths of the columns, characters.
const WIDTHS: [u16; 10] = [11, 28, 32, 18, 9, 9, 12, 40, 17, 17];

pub(super) fn write(
    title: &str,
    headings: &[&str; 10],
    rows: &[[Cell; 10]],
    now: DateTime<Utc>,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    fill(workbook.add_worksheet(), headings, rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn fill(sheet: &mut Worksheet, headings: &[&str; 10], rows: &[[Cell; 10]]) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    // Excel's own apostrophe: the text stays one even when somebody edits its cell.
    let text = Format::new().set_quote_prefix();
    for (column, (words, width)) in (0_u16..).zip(headings.iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, *words, &heading)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(content) if content.is_empty() => {}
                Cell::Text(content) => drop(sheet.write_string_with_format(row, column, content, &text)?),
                Cell::Number(number) => drop(sheet.write_number(row, column, *number)?),
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    Ok(())
}
