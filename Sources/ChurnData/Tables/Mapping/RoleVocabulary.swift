// Names that columns of orders files bear, by role.
//
// rank   how surely a name means the role: 5 is its own word, 1 only "may be"
// key    a name without blanks, marks and capitals, accents taken off: see ColumnWords
//
// English, German, French, Spanish, Polish and transliterated Russian. A name that is not listed may
// still fit by its words (a core word beside words that add nothing), at rank 1.

/// How well a column's name fits a role.
enum RoleVocabulary {
  /// The rank of a name in a role, 0 when it does not fit.
  static func rank(of name: String, as role: OrderRole) -> Int {
    let words = ColumnWords(name)
    if let rank = ranks[role]?[words.key] { return rank }
    guard let core = cores[role], words.words.count > 1 else { return 0 }
    let fits = words.words.contains(where: core.contains)
    let others = words.words.filter { !core.contains($0) }
    return fits && others.allSatisfy({ fillers.contains($0) || isNumber($0) }) ? 1 : 0
  }

  /// The rank of a name as the price of one piece: 2 when it says so, 1 for a bare price.
  static func unitPriceRank(of name: String) -> Int {
    let key = ColumnWords(name).key
    return unitPrices.contains(key) ? 2 : (prices.contains(key) ? 1 : 0)
  }

  private static func isNumber(_ word: String) -> Bool { word.utf8.allSatisfy { $0 &- 0x30 < 10 } }

  private static func table(_ lists: [(rank: Int, names: String)]) -> [String: Int] {
    var table: [String: Int] = [:]
    for (rank, names) in lists {
      for name in names.split(separator: " ") where table[String(name)] == nil {
        table[String(name)] = rank
      }
    }
    return table
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }

  private static let unitPrices = words(
    """
    unitprice priceperunit priceeach pricepiece itemprice perunit unitcost unitvalue einzelpreis \
    stuckpreis stueckpreis preisprostuck prixunitaire prixunit pu preciounitario preciounidad \
    cenajednostkowa cenazasztuke cenajedn tsenazaedinitsu tsenazashtuku tsenaed
    """)

  private static let prices = words(
    "price preis prix precio cena tsena saleprice sellingprice listprice verkaufspreis prixvente")

  /// Words that say the role when they stand beside fillers.
  private static let cores: [OrderRole: Set<String>] = [
    .customer: words("customer cust client buyer shopper kunde kunden cliente klient pokupatel"),
    .amount: words("amount revenue sales spend turnover umsatz betrag montant importe kwota summa"),
    .order: words("order invoice basket transaction receipt commande facture pedido zamowienie"),
    .quantity: words("quantity qty menge anzahl quantite cantidad ilosc kolichestvo"),
    .product: words("product sku item article artikel produit producto produkt tovar"),
    .category: words("category kategorie categorie categoria kategoria kategoriya"),
    .channel: words("channel kanal canal"),
    .device: words("device"),
    .region: words("region country"),
    .discount: words("discount rabatt remise descuento rabat skidka"),
    .margin: words("margin profit marge marza"),
    .status: words("status"),
  ]

  private static let fillers = words(
    """
    id no nr num number key code ref the of my our col column field name total net gross value eur \
    usd gbp pln rub chf nummer numero kod uk us line main
    """)

  private static let ranks: [OrderRole: [String: Int]] = [
    .customer: table([
      (
        4,
        """
        customerid customer custid cust customerno customernr customernum customernumber \
        customerkey customercode customerref customeruniqueid clientid client clientno \
        clientnumber clientcode buyerid buyer shopperid shopper kunde kundennr kundennummer \
        kundenid kundeid kundenr kundenummer kdnr idclient codeclient numclient numeroclient \
        noclient refclient cliente clienteid idcliente codcliente codigocliente numerocliente \
        klient klientid idklienta idklient nrklienta kodklienta numerklienta pokupatel \
        idpokupatelya pokupatelid klientkod kodklient
        """
      ),
      (
        3,
        """
        userid user uid memberid member accountid account accountno accountnumber subscriberid \
        visitorid patronid householdid householdkey household cardid cardno cardnumber loyaltyid \
        loyaltycard contactid personid masterid guestid utilisateur idutilisateur nutzerid nutzer \
        benutzerid usuario idusuario uzytkownik iduzytkownika polzovatel idpolzovatelya
        """
      ),
      (2, "email customeremail emailaddress useremail customername clientname kundenname"),
      (1, "id nr phone"),
    ]),
    .time: table([
      (
        5,
        """
        invoicedate invoicetime invoicedatetime orderdate ordertime orderdatetime ordertimestamp \
        orderedat orderedon ordercreatedat dateordered purchasedate purchasetime purchasedat \
        purchasetimestamp purchasedatetime orderpurchasetimestamp transactiondate transactiontime \
        transactiondatetime transactiontimestamp transactionts transdate saledate salesdate \
        solddate eventtime eventdate eventtimestamp bestelldatum bestellzeit auftragsdatum \
        rechnungsdatum kaufdatum datecommande dateachat datefacture datevente fechapedido \
        fechacompra fechafactura fechaventa datazamowienia datazakupu datasprzedazy datafaktury \
        datazakaza datapokupki dataprodazhi
        """
      ),
      (
        4,
        """
        date time datetime timestamp datum zeit zeitpunkt zeitstempel dateheure horodatage fecha \
        fechahora data dataczas czas vremya datavremya dt ts when day tag jour dia dzien den
        """
      ),
      (
        3,
        """
        createdat created creationdate createddate createdon paidat paymentdate bookingdate \
        buchungsdatum erstelltam creele fechacreacion datautworzenia datasozdaniya
        """
      ),
    ]),
    .amount: table([
      (
        5,
        """
        amount linetotal lineamount totalamount amounttotal revenue netrevenue sales salesamount \
        saleamount salesvalue totalprice totalsales totalvalue netamount grossamount total \
        totalspend spend spent turnover subtotal umsatz betrag gesamtbetrag gesamtpreis gesamt \
        nettobetrag bruttobetrag summe montant montanttotal montantht montantttc chiffreaffaires \
        importe importetotal monto montototal ventas kwota wartosc wartosclinii suma obrot summa \
        stoimost vyruchka itogo
        """
      ),
      (4, "value extendedprice lineprice paymentvalue paid payment wert valeur valor"),
      (3, "ordertotal ordervalue orderamount basketvalue invoicetotal"),
    ]),
    .order: table([
      (
        4,
        """
        orderid order orderno ordernr ordernumber orderkey ordercode bestellnr bestellnummer \
        bestellung bestellid auftragsnr auftragsnummer auftrag commande numcommande \
        numerocommande idcommande nocommande pedido idpedido numeropedido zamowienie \
        nrzamowienia idzamowienia numerzamowienia zakaz idzakaza nomerzakaza
        """
      ),
      (
        3,
        """
        invoiceno invoice invoiceid invoicenumber invoicenr basketid basket receiptid receipt \
        receiptno rechnungsnr rechnungsnummer rechnung belegnr facture numfacture nofacture \
        factura nofactura faktura nrfaktury paragon nrparagonu chek nomercheka schet
        """
      ),
      (2, "transactionid transaction transid transactionno txid txnid ticketno ticketid bonnr"),
      (1, "sessionid checkoutid"),
    ]),
    .quantity: table([
      (
        4,
        """
        quantity qty quantityordered orderquantity units unitssold menge anzahl bestellmenge \
        stuck stueck stuckzahl quantite qte cantidad cant unidades ilosc sztuk szt kolichestvo \
        kolvo
        """
      ),
      (2, "pieces pcs count items itemcount nitems numitems"),
    ]),
    .product: table([
      (
        4,
        """
        productid product sku stockcode itemid item itemcode itemno articleid article articleno \
        artikel artikelnr artikelnummer artikelid productcode productkey produit refproduit \
        codeproduit idproduit codearticle producto idproducto codigoproducto articulo produkt \
        idproduktu kodproduktu towar tovar idtovara kodtovara artikul asin ean upc gtin
        """
      ),
      (2, "productname itemname produktname artikelname nomproduit productdescription"),
      (1, "description"),
    ]),
    .category: table([
      (
        4,
        """
        category categoryname categoryid productcategory itemcategory kategorie warengruppe \
        produktkategorie categorie categorieproduit categoria kategoria kategoriya
        """
      ),
      (3, "productcategoryname productgroup productline producttype department dept rayon"),
      (2, "subcategory genre segment brand"),
    ]),
    .channel: table([
      (
        4, "channel saleschannel orderchannel purchasechannel kanal vertriebskanal canal canalvente"
      ),
      (2, "source ordersource trafficsource utmsource utmmedium medium"),
    ]),
    .device: table([
      (4, "device devicetype devicecategory gerat geraet appareil dispositivo urzadzenie"),
      (2, "platform os ustroystvo"),
    ]),
    .region: table([
      (4, "region customerregion shippingregion regione obszar regiya wojewodztwo bundesland"),
      (3, "country countrycode customercountry shippingcountry land pays pais kraj strana"),
      (2, "state customerstate province departement provincia market gorod"),
      (1, "city customercity stadt ville ciudad miasto storeregion"),
    ]),
    .discount: table([
      (
        4,
        """
        discount discountamount discountvalue totaldiscount rabatt rabattbetrag remise reduction \
        descuento rabat skidka
        """
      )
    ]),
    .margin: table([
      (4, "margin grossmargin contributionmargin marginamount marge deckungsbeitrag margen marza"),
      (3, "profit grossprofit gewinn beneficio zysk pribyl marzha"),
    ]),
    .status: table([
      (4, "orderstatus status linestatus bestellstatus statuscommande estadopedido"),
      (2, "statuszamowienia statuszakaza zustand statut stan sostoyanie fulfillmentstatus"),
    ]),
  ]
}
