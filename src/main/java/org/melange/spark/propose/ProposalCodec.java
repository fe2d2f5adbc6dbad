package org.melange.spark.propose;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.propose.Evidence;
import org.melange.propose.PostMention;
import org.melange.propose.Proposal;
import org.melange.propose.ProposalKind;
import org.melange.spark.row.Rows;

/** Converts rows of {@code proposals/}. */
public final class ProposalCodec {

  /** A mention that a proposal rests on. */
  private static final StructType EVIDENCE =
      new StructType()
          .add("post_id", DataTypes.StringType)
          .add("mention_id", DataTypes.StringType)
          .add("text", DataTypes.StringType)
          .add("image", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("url", DataTypes.StringType)
          .add("independent", DataTypes.BooleanType);

  /** The columns. {@code proposals.md} describes them. */
  public static final StructType SCHEMA =
      new StructType()
          .add("kind", DataTypes.StringType)
          .add("qid", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("value", DataTypes.StringType)
          .add("language", DataTypes.StringType)
          .add("languages", new ArrayType(DataTypes.StringType, true))
          .add("posts", DataTypes.LongType)
          .add("posts_total", DataTypes.LongType)
          .add("confidence", DataTypes.DoubleType)
          .add("evidence", new ArrayType(EVIDENCE, true));

  private ProposalCodec() {}

  /** The proposal of a row of {@link #SCHEMA}. */
  public static Proposal proposal(Row row) {
    List<Row> evidence = row.getList(row.fieldIndex("evidence"));
    return new Proposal(
        ProposalKind.ofCode(row.getAs("kind")),
        row.getAs("qid"),
        row.getAs("label"),
        row.getAs("value"),
        row.getAs("language"),
        row.getList(row.fieldIndex("languages")),
        row.<Long>getAs("posts"),
        row.<Long>getAs("posts_total"),
        row.getAs("confidence"),
        evidence.stream().map(ProposalCodec::evidence).toList());
  }

  /** A row of {@link #SCHEMA}. */
  static Row toRow(Proposal proposal) {
    return Rows.of(
        SCHEMA,
        proposal.kind().code(),
        proposal.qid(),
        proposal.label(),
        proposal.value(),
        proposal.language(),
        Rows.array(proposal.languages()),
        proposal.posts(),
        proposal.postsTotal(),
        proposal.confidence(),
        Rows.array(proposal.evidence().stream().map(ProposalCodec::toRow).toList()));
  }

  private static Row toRow(Evidence post) {
    return Rows.of(
        EVIDENCE,
        post.postId(),
        post.mentionId(),
        post.text(),
        post.image(),
        post.confidence(),
        post.url(),
        post.independent());
  }

  /** The mention of a row with the columns of {@link MentionEvidence#SCHEMA}. */
  static PostMention mention(Row row) {
    Evidence evidence =
        new Evidence(
            row.getAs("post_id"),
            row.getAs("mention_id"),
            row.getAs("text"),
            row.getAs("image"),
            row.getAs("confidence"),
            row.getAs("url"),
            false);
    return new PostMention(
        evidence,
        row.getAs("mention"),
        row.getAs("language"),
        row.getAs("text_key"),
        row.getList(row.fieldIndex("images")));
  }

  private static Evidence evidence(Row row) {
    return new Evidence(
        row.getAs("post_id"),
        row.getAs("mention_id"),
        row.getAs("text"),
        row.getAs("image"),
        row.getAs("confidence"),
        row.getAs("url"),
        row.<Boolean>getAs("independent"));
  }
}
