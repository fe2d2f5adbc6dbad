package org.melange.spark.wikidata;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.melange.spark.input.Bzip2Blocks;
import org.melange.spark.input.InputErrors;
import org.melange.spark.io.JobDescription;

/** Checks, before dumps are read, that files of bzip2 have all of their blocks. */
final class DumpBlocks implements Function<Integer, Bzip2Blocks> {

  private static final long serialVersionUID = 1L;

  private final DumpPlan plan;

  private DumpBlocks(DumpPlan plan) {
    this.plan = plan;
  }

  /** What is wrong with the files of a plan: for each, the fault. */
  static List<Optional<String>> faults(SparkSession spark, DumpPlan plan) {
    List<Integer> ranges =
        IntStream.range(0, plan.ranges().size())
            .filter(i -> plan.fileOf(plan.ranges().get(i)).isBzip2())
            .boxed()
            .toList();
    Bzip2Blocks[] blocks = new Bzip2Blocks[plan.files().size()];
    if (!ranges.isEmpty()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      List<Bzip2Blocks> found =
          JobDescription.during(
              spark,
              "Check the blocks of the dump",
              () -> context.parallelize(ranges, ranges.size()).map(new DumpBlocks(plan)).collect());
      for (int i = 0; i < found.size(); i++) {
        int file = plan.ranges().get(ranges.get(i)).file();
        blocks[file] = (blocks[file] == null ? Bzip2Blocks.NONE : blocks[file]).then(found.get(i));
      }
    }
    return IntStream.range(0, blocks.length)
        .mapToObj(i -> Optional.ofNullable(blocks[i]).flatMap(Bzip2Blocks::fault))
        .toList();
  }

  @Override
  public Bzip2Blocks call(Integer index) {
    DumpRange range = plan.ranges().get(index);
    DumpFile file = plan.fileOf(range);
    try {
      return Bzip2Blocks.of(file.slice(range.start(), range.end()));
    } catch (IOException e) {
      throw InputErrors.of(file.path(), e);
    }
  }
}
