package org.melange.spark.kb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.kb.index.PostingBlock;
import org.melange.kb.index.PostingWriter;
import org.melange.kb.name.NameFeature;

/** Merges rows of {@link CollectPostings#BLOCK}, sorted by feature and value, into files. */
final class WritePostings implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;
  private static final long FILE_BYTES = 64 << 20;

  private final String directory;

  WritePostings(String directory) {
    this.directory = directory;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> blocks) {
    return new Files().of(blocks).iterator();
  }

  private final class Files {
    private final List<Row> written = new ArrayList<>();
    private int feature = -1;
    private PostingWriter writer;
    private PostingBlock merged;

    List<Row> of(Iterator<Row> blocks) {
      while (blocks.hasNext()) {
        Row row = blocks.next();
        PostingBlock block = CollectPostings.block(row);
        if (merged != null && row.getInt(0) == feature && block.value() == merged.value()) {
          merged = merged.merge(block);
        } else {
          add();
          open(row.getInt(0));
          merged = block;
        }
      }
      add();
      close();
      return written;
    }

    private void add() {
      if (merged != null) {
        writer.add(merged);
        merged = null;
      }
    }

    private void open(int next) {
      if (next != feature || writer.bytes() > FILE_BYTES) {
        close();
        feature = next;
        writer = new PostingWriter(NameFeature.values()[next]);
      }
    }

    private void close() {
      if (writer != null) {
        written.add(IndexFiles.write(directory, "postings", written.size(), writer.build()));
        writer = null;
      }
    }
  }
}
