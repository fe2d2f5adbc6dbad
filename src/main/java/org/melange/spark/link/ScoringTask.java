package org.melange.spark.link;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.link.model.LinkingModel;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.link.score.NamePriorLinker;
import org.melange.spark.features.FeatureCodec;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.table.TableRef;

/**
 * Takes the mentions of a partition to a linker: compiles them in smaller batches, so that no more
 * features are held than that, and scores them in larger ones, so that a pass over the table serves
 * many.
 *
 * @param model that compiles mentions
 * @param table of the entities
 * @param mode which of them are scored
 * @param nearest how many are added to those of the name
 * @param namePrior what the full weight of a name adds to a score
 * @param options how entities are searched, and how many are kept a mention
 * @param rowsAtOnce mentions compiled together
 * @param mentionsAtOnce mentions scored together
 * @param consumed columns that are not passed on
 * @param times where time goes
 */
record ScoringTask(
    ModelRef model,
    TableRef table,
    CandidateMode mode,
    int nearest,
    float namePrior,
    LinkerOptions options,
    int rowsAtOnce,
    int mentionsAtOnce,
    List<String> consumed,
    LinkMetrics times)
    implements Serializable {

  /**
   * A compiled mention.
   *
   * @param kept its row without the columns that were consumed
   * @param mention what scores are computed from
   * @param names QIDs of the candidates by name; empty where they are not looked at
   */
  record Mention(Row kept, MentionRow mention, List<String> names) {}

  /**
   * Mentions, compiled and in batches, through {@code score}, and the rows that {@code row} makes
   * of its results.
   *
   * @param score gives a result for each mention of a batch
   */
  <R> Iterator<Row> map(
      Iterator<Row> mentions,
      BiFunction<NamePriorLinker, List<Mention>, List<R>> score,
      BiFunction<Mention, R, Row> row) {
    Iterator<Mention> compiled =
        new BatchingIterator<>(times.before(mentions), rowsAtOnce, this::compile);
    return new BatchingIterator<>(
        compiled,
        mentionsAtOnce,
        batch -> {
          Linker linker = linker();
          List<R> results =
              LinkMetrics.timed(
                  times.kernel(), () -> score.apply(new NamePriorLinker(linker), batch));
          times.count(linker);
          return LinkMetrics.timed(times.after(), () -> Rows.zip(batch, results, row));
        });
  }

  /** The table of this JVM. */
  EntityTable entities() {
    return table.load(times.loads()::add);
  }

  /** The QIDs that each mention is scored against, unless it is all of them. */
  List<List<String>> candidates(List<Mention> batch) {
    if (mode == CandidateMode.NAMES) {
      return batch.stream().map(Mention::names).toList();
    }
    List<int[]> near = linker().nearest(batch.stream().map(Mention::mention).toList(), nearest);
    return Rows.zip(
        batch,
        near,
        (mention, indices) ->
            Stream.concat(
                    mention.names().stream(), Arrays.stream(indices).mapToObj(entities()::qid))
                .toList());
  }

  /** What the names of each mention's candidates, which rows keep, add to their scores. */
  List<NamePrior> priors(List<Mention> batch) {
    return batch.stream().map(mention -> namePrior == 0 ? NamePrior.NONE : prior(mention)).toList();
  }

  private NamePrior prior(Mention mention) {
    Map<Integer, Float> values = new HashMap<>();
    for (Row candidate : PostCodec.list(mention.kept(), "candidates")) {
      int index = entities().indexOf(candidate.getAs("qid"));
      if (index >= 0) {
        values.merge(index, namePrior * candidate.<Double>getAs("weight").floatValue(), Math::max);
      }
    }
    return NamePrior.of(values);
  }

  /** One thread a task: the executor runs others beside it. */
  private Linker linker() {
    return new Linker(entities(), model.load().compiler().layout(), options);
  }

  private List<Mention> compile(List<Row> batch) {
    return LinkMetrics.timed(
        times.rows(),
        () -> {
          LinkingModel loaded = model.load();
          List<MentionRow> rows =
              loaded.mentionRows(batch.stream().map(FeatureCodec::features).toList());
          return Rows.zip(
              batch,
              rows,
              (row, mention) ->
                  new Mention(
                      Rows.without(row, consumed),
                      mention,
                      mode == CandidateMode.ALL ? List.of() : LinkCodec.candidates(row)));
        });
  }
}
