import Foundation

/// Headers and first rows of files in use, transcribed, and the first rows of real ones.
enum Samples {
  /// A header and rows.
  struct Table {
    let names: [String]
    let rows: [[String]]

    init(_ text: String, delimiter: Character = ",") {
      let lines = text.split(separator: "\n")
        .map { $0.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init) }
      names = lines.first ?? []
      rows = Array(lines.dropFirst())
    }

    init(names: [String], rows: [[String]]) {
      self.names = names
      self.rows = rows
    }
  }

  /// UCI 352, Online Retail, its first lines.
  static let onlineRetail = Table(
    """
    InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
    536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
    536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
    536365,84406B,CREAM CUPID HEARTS COAT HANGER,8,2010-12-01 08:26:00,2.75,17850.0,United Kingdom
    C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom
    536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom
    """)

  /// BTYDplus, grocery.
  static let grocery = Table("cust,date\n1,2006-01-01\n2,2006-01-01\n2,2006-12-19\n3,2006-01-01")

  /// CLVTools, apparel.
  static let apparel = Table(
    "Id,Date,Price\n1,2005-01-02,230.3\n1,2005-09-06,84.39\n1,2006-01-18,131.07\n2,2005-01-02,30")

  /// The generator of large order files.
  static let generated = Table(
    """
    order_id,customer_id,timestamp,amount,quantity,category,channel
    100000000,C10234511,2021-01-01T00:00:12,31.20,2,books,web
    100000000,C10234511,2021-01-01T00:00:12,11.07,1,home,web
    100000001,C10002231,2021-01-01T00:03:55,7.90,1,toys,store
    """)

  /// The simulator's orders.
  static let simulated = Table(
    """
    order_id,customer_id,time,product,category,quantity,unit_price,amount,discount,channel,region,margin
    100001,K0001,2023-01-01T10:00:00,p12,home,2,9.99,19.98,0.00,web,north,6.20
    100001,K0001,2023-01-01T10:00:00,p07,toys,1,5.00,4.50,0.50,web,north,1.10
    C100001,K0001,2023-01-09T12:30:00,p07,toys,-1,5.00,-4.50,0.00,web,north,-1.10
    """)

  /// The first rows of a plain file without quotes in its head; blank-separated when so said.
  static func rows(of url: URL, delimiter: Character, limit: Int) throws -> [[String]] {
    let handle = try FileHandle(forReadingFrom: url)
    defer { try? handle.close() }
    let data = try handle.read(upToCount: limit * 200) ?? Data()
    let text = String(decoding: data, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).dropLast().prefix(limit).map { line in
      line.split(separator: delimiter, omittingEmptySubsequences: delimiter == " ")
        .map(String.init)
    }
  }
}
