extension PlaybookTable {
  /// The usual table, as the file that people edit.
  ///
  /// Costs and effects in it are assumptions in the currency of the data, on the cautious side; the
  /// effects are to be replaced by what campaigns show.
  public static let standardYAML = #"""
    # Playbooks of `churn at-risk --playbooks FILE`: what can be done for whom. Edit and keep.
    #
    # Each customer gets at most one, such that the list brings most under budget, capacities and
    # contact history. One contact is expected to bring
    #
    #   save-rate x p x m + order-uplift x (1 - p) x m + worth - contact-cost - incentive x accept-rate
    #
    # with p the probability of churn and m the margin of the coming year of a customer who stays.
    #
    # where         who qualifies: a condition on columns (churn features --list; columns of the
    #               customers file; stage, rfm_segment, value_tier, clv; churn_probability, risk_band,
    #               value_at_risk, margin_expected, days_since_last). Without it everybody. A playbook
    #               whose columns the data do not have is left out, and that is said.
    # channel       how customers are contacted
    # offer         what they are offered; {item} = what goes with what they have bought
    # contact-cost  money for a contact              (without it --contact-cost)
    # incentive     money for who takes the offer    (without it --incentive)
    # accept-rate   share who take it                (without it the save rate; 1 where the playbook
    #               does more than save)
    # save-rate     share of those who would leave whom the contact keeps (without it --save-rate; 0
    #               where order-uplift or worth is given). --save-rates FILE goes before it.
    # order-uplift  share by which it raises the orders of those who stay anyhow
    # worth         money that a contact is worth in itself, such as an answer
    # cooldown      days before the same playbook is used for the same customer again (--contacts)
    # capacity      the most contacts a list
    # priority      the higher one is taken where two bring the same
    #
    # Costs and effects are assumptions, in the currency of the data. Put yours here.
    playbooks:
      VIP:
        where: value_tier = 'top' and risk_band in ('high', 'critical')
        channel: phone
        offer: a personal call and a choice of thank-you gifts
        contact-cost: 5
        incentive: 10
        save-rate: 0.2
        cooldown: 120
        capacity: 100
        priority: 9
      win-back:
        where: risk_band in ('high', 'critical')
        channel: e-mail
        offer: 10 % voucher
        contact-cost: 0.1
        incentive: 5
        save-rate: 0.1
        cooldown: 60
        priority: 8
      welcome:
        where: stage in ('new', 'one-time')
        channel: e-mail
        offer: first steps and free delivery of the second order
        contact-cost: 0.1
        incentive: 4
        save-rate: 0.08
        cooldown: 90
        priority: 7
      cross-sell:
        where: stage in ('repeat', 'loyal') and risk_band in ('low', 'medium')
        channel: e-mail
        offer: "{item}"
        contact-cost: 0.1
        order-uplift: 0.03
        cooldown: 45
        capacity: 1000
        priority: 6
      upsell:
        where: stage in ('repeat', 'loyal') and risk_band in ('low', 'medium')
        channel: e-mail
        offer: free delivery of the next large order
        contact-cost: 0.1
        incentive: 4
        accept-rate: 0.1
        order-uplift: 0.03
        cooldown: 45
        capacity: 1000
        priority: 5
      loyalty:
        where: stage in ('loyal', 'slipping')
        channel: e-mail
        offer: double points for 30 days
        contact-cost: 0.1
        incentive: 2
        accept-rate: 0.2
        save-rate: 0.05
        order-uplift: 0.02
        cooldown: 90
        capacity: 1000
        priority: 4
      reward:
        where: stage = 'loyal' and value_tier in ('top', 'high')
        channel: letter
        offer: a thank-you card and a small gift
        contact-cost: 3
        save-rate: 0.08
        order-uplift: 0.02
        cooldown: 365
        capacity: 200
        priority: 3
      anniversary:
        where: tenure_days between 358 and 372 or tenure_days between 723 and 737 or tenure_days between 1088 and 1102
        channel: e-mail
        offer: congratulations and a 5 % voucher
        contact-cost: 0.1
        incentive: 3
        accept-rate: 0.1
        save-rate: 0.05
        order-uplift: 0.02
        cooldown: 300
        priority: 2
      survey:
        where: risk_band = 'critical'
        channel: e-mail
        offer: three questions on what went wrong
        contact-cost: 0.1
        worth: 0.3
        cooldown: 180
        capacity: 200
        priority: 1

    # The most contacts a list by channel.
    channels:
      phone: 100

    # The most contacts a customer bears, of whatever playbook, within some days (--contacts).
    pressure:
      contacts: 3
      days: 90

    """#

  /// The usual table.
  public static let standard: PlaybookTable = {
    // The text is ours and a test reads it; no playbooks would be left if it were broken.
    (try? parse(standardYAML, path: "default")) ?? PlaybookTable(playbooks: [])
  }()
}
