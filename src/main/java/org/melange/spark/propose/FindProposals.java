package org.melange.spark.propose;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.propose.Proposal;
import org.melange.propose.ProposalGroup;
import org.melange.propose.ProposalKind;
import org.melange.propose.ProposalRules;
import org.melange.spark.row.BatchingIterator;

/**
 * Makes proposals of mentions with {@code kind} and {@code group}, sorted by both and then in the
 * order of {@link ProposalGroup}. Holds one group at a time.
 */
final class FindProposals implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;
  private final ProposalRules rules;

  FindProposals(ProposalRules rules) {
    this.rules = rules;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    return BatchingIterator.flatMap(
        new Groups(mentions, rules),
        proposals -> proposals.stream().map(ProposalCodec::toRow).toList());
  }

  /** The proposals of one group after the other. */
  private static final class Groups implements Iterator<List<Proposal>> {
    private final Iterator<Row> mentions;
    private final ProposalRules rules;
    private Row next;

    Groups(Iterator<Row> mentions, ProposalRules rules) {
      this.mentions = mentions;
      this.rules = rules;
      advance();
    }

    private void advance() {
      next = mentions.hasNext() ? mentions.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public List<Proposal> next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      String kind = next.getAs("kind");
      String key = next.getAs("group");
      ProposalGroup group =
          new ProposalGroup(
              ProposalKind.ofCode(kind), next.getAs("qid"), next.getAs("label"), rules);
      while (next != null && next.getAs("kind").equals(kind) && next.getAs("group").equals(key)) {
        group.add(ProposalCodec.mention(next));
        advance();
      }
      return group.proposals();
    }
  }
}
