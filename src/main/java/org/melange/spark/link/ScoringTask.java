package org.melange.spark.link;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.kb.name.Candidate.Match;
import org.melange.link.model.LinkingModel;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.NameTerm;
import org.melange.link.row.RowHashes;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.link.score.NamePriorLinker;
import org.melange.spark.features.FeatureCodec;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.kb.EntityFilter;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.table.TableRef;

/**
 * Scores the mentions of a partition. They are compiled in small batches, which bounds the memory
 * for features, and scored in large ones, so that one pass over the table serves many.
 *
 * @param model that compiles mentions
 * @param table of the entities
 * @param some the entities of the table that may be scored
 * @param mode which of them are scored
 * @param nearest how many are added to those of the name
 * @param name what scores get for the names of candidates
 * @param options how entities are searched, and how many are kept a mention
 * @param rowsAtOnce mentions compiled together
 * @param mentionsAtOnce mentions scored together
 * @param consumed columns that are not passed on
 * @param times counters of the tasks
 */
record ScoringTask(
    ModelRef model,
    TableRef table,
    EntityFilter some,
    CandidateMode mode,
    int nearest,
    NameTerm name,
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
   * @param names QIDs of the candidates by name; empty where scores do not depend on them
   */
  record Mention(Row kept, MentionRow mention, List<String> names) {}

  /**
   * Mentions that are scored together.
   *
   * @param linker that scores them; one for the whole batch, in the thread of the task
   * @param entities of the table
   */
  record Batch(
      ScoringTask scoring, NamePriorLinker linker, EntityTable entities, List<Mention> mentions) {

    /** What scores are computed from. */
    List<MentionRow> rows() {
      return mentions.stream().map(Mention::mention).toList();
    }

    /**
     * The entities that each mention is scored against, as indices in the table, each once; not for
     * {@link CandidateMode#ALL}.
     */
    List<int[]> candidates() {
      List<int[]> named =
          mentions.stream().map(mention -> entities.indicesOf(mention.names())).toList();
      if (scoring.mode() == CandidateMode.NAMES) {
        return named;
      }
      return Rows.zip(
          named,
          linker.nearest(rows(), scoring.nearest()),
          (names, near) ->
              IntStream.concat(Arrays.stream(names), Arrays.stream(near)).distinct().toArray());
    }

    /** What the names of each mention's candidates, which rows keep, add to their scores. */
    List<NamePrior> priors() {
      return mentions.stream().map(mention -> prior(mention, scoring.name())).toList();
    }

    /** What {@code term} says for the candidates of a mention. */
    NamePrior prior(Mention mention, NameTerm term) {
      if (!term.isUsed()) {
        return NamePrior.NONE;
      }
      Map<Integer, Float> values = new HashMap<>();
      for (Row candidate : PostCodec.list(mention.kept(), "candidates")) {
        int index = entities.indexOf(candidate.getAs("qid"));
        if (index >= 0) {
          float value = term.value(candidate.<Double>getAs("weight"), isLabel(candidate));
          values.merge(index, value, Math::max);
        }
      }
      return NamePrior.of(values);
    }

    private static boolean isLabel(Row candidate) {
      return candidate.<String>getAs("match").equals(Match.EXACT.name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * Compiles mentions, scores them in batches, and makes rows of the results.
   *
   * @param score gives a result for each mention of a batch
   * @param row makes the row of a mention
   */
  <R> Iterator<Row> map(
      Iterator<Row> mentions, Function<Batch, List<R>> score, BiFunction<Mention, R, Row> row) {
    Iterator<Mention> compiled =
        new BatchingIterator<>(times.before(mentions), rowsAtOnce, this::compile);
    return new BatchingIterator<>(
        compiled,
        mentionsAtOnce,
        batch -> {
          EntityTable entities = entities();
          Linker linker = new Linker(entities, model.load().config().layout(), options);
          Batch scored = new Batch(this, new NamePriorLinker(linker), entities, batch);
          List<R> results = LinkMetrics.timed(times.kernel(), () -> score.apply(scored));
          if (mode == CandidateMode.ALL) {
            times.count(linker);
          }
          return LinkMetrics.timed(times.after(), () -> Rows.zip(batch, results, row));
        });
  }

  /** The table of this JVM, with the entities that may be scored. */
  EntityTable entities() {
    EntityTable all = table.load(times.loads()::add);
    return some.isAll()
        ? all
        : JvmSingletons.get(
            "table " + table.uri() + " " + all.version() + " " + some.key(),
            () -> all.among(some.entities()));
  }

  /** The hashes of the rows of {@link #entities()}. */
  RowHashes rowHashes() {
    EntityTable entities = entities();
    return JvmSingletons.get(
        "row hashes " + table.uri() + " " + entities.version() + " " + some.key(),
        () -> new RowHashes(entities));
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
