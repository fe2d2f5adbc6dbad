package org.melange.spark.kb;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.index.PostingBlock;
import org.melange.kb.index.PostingCollector;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.NameNormalizer;
import org.melange.spark.row.Rows;

/** Collects which names have each feature, some hundred thousand names at a time. */
final class CollectPostings implements MapPartitionsFunction<Row, Row> {

  /** Names with a feature; numbers as {@link PostingBlock#bytes} gives them. */
  static final StructType BLOCK =
      new StructType()
          .add("feature", DataTypes.IntegerType)
          .add("value", DataTypes.LongType)
          .add("first", DataTypes.IntegerType)
          .add("frequency", DataTypes.IntegerType)
          .add("numbers", DataTypes.BinaryType);

  private static final long serialVersionUID = 1L;

  /** Numbers that are collected before blocks are given: some 100 MB. */
  private static final int MOST = 8_000_000;

  private final int[] starts;

  /**
   * @param starts the first number of each range
   */
  CollectPostings(int[] starts) {
    this.starts = starts;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> names) {
    return new Blocks(names);
  }

  private final class Blocks implements Iterator<Row> {
    private final Iterator<Row> names;
    private Row read;
    private Iterator<Row> ready = List.<Row>of().iterator();

    Blocks(Iterator<Row> names) {
      this.names = names;
    }

    @Override
    public boolean hasNext() {
      while (!ready.hasNext() && (read != null || names.hasNext())) {
        ready = collect().iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }

    /** Reads names until there are enough, or one comes whose number is not higher. */
    private Stream<Row> collect() {
      List<PostingCollector> collectors =
          Arrays.stream(NameFeature.values()).map(PostingCollector::new).toList();
      int last = -1;
      int size = 0;
      read = read == null ? names.next() : read;
      while (read != null && size < MOST && HashNames.number(read, starts) > last) {
        last = HashNames.number(read, starts);
        String name = read.getAs("name");
        if (NameNormalizer.isFolded(name)) {
          for (PostingCollector collector : collectors) {
            collector.add(last, name);
          }
        }
        size = collectors.stream().mapToInt(PostingCollector::size).sum();
        read = names.hasNext() ? names.next() : null;
      }
      return collectors.stream()
          .flatMap(collector -> collector.blocks().map(block -> row(collector.feature(), block)));
    }
  }

  private static Row row(NameFeature feature, PostingBlock block) {
    return Rows.of(
        BLOCK,
        feature.ordinal(),
        block.value(),
        block.numbers()[0],
        block.frequency(),
        block.bytes());
  }

  /** The block of a row. */
  static PostingBlock block(Row row) {
    return PostingBlock.of(row.getLong(1), row.getInt(3), row.getAs("numbers"));
  }
}
