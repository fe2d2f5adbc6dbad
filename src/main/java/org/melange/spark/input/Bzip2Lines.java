package org.melange.spark.input;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.hadoop.io.compress.SplittableCompressionCodec.READ_MODE;
import org.apache.hadoop.mapreduce.lib.input.CompressedSplitLineReader;
import org.melange.spark.io.FileSignature;

/**
 * The lines of a slice of a file that is compressed with bzip2, whose blocks are decompressed
 * independently. Hadoop's reader decides which slice a line at the border belongs to.
 */
final class Bzip2Lines implements ByteLines {

  private final SplitCompressionInputStream in;
  private final CompressedSplitLineReader reader;
  private final int maxBytes;
  private final Text line = new Text();
  private int size;

  private Bzip2Lines(SplitCompressionInputStream in, Configuration configuration, int maxBytes)
      throws IOException {
    this.in = in;
    this.reader = new CompressedSplitLineReader(in, configuration, null);
    this.maxBytes = maxBytes;
  }

  static Bzip2Lines open(FileSlice slice, Configuration configuration, int maxBytes)
      throws IOException {
    Path path = new Path(slice.path());
    FSDataInputStream file = path.getFileSystem(configuration).open(path);
    try {
      SplittableCompressionCodec codec = InputStreams.splitCodec(slice.path()).orElseThrow();
      if (slice.start() == 0) {
        requireBzip2(file);
      }
      SplitCompressionInputStream in =
          InputStreams.decompressed(
              () ->
                  codec.createInputStream(
                      file, null, slice.start(), slice.end(), READ_MODE.BYBLOCK));
      Bzip2Lines lines = new Bzip2Lines(in, configuration, maxBytes);
      if (in.getAdjustedStart() != 0) {
        lines.read(0); // the rest of a line that began in the slice before
      }
      return lines;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void requireBzip2(FSDataInputStream file) throws IOException {
    InputStream in = file;
    FileSignature.require(".bz2", in.readNBytes(FileSignature.LENGTH));
    file.seek(0);
  }

  @Override
  public boolean next() throws IOException {
    if (in.getPos() > in.getAdjustedEnd() && !reader.needAdditionalRecordAfterSplit()) {
      return false;
    }
    size = read(maxBytes + 1);
    return size > 0;
  }

  private int read(int limit) throws IOException {
    return InputStreams.decompressed(() -> reader.readLine(line, limit, Integer.MAX_VALUE));
  }

  @Override
  public byte[] bytes() {
    return line.getBytes();
  }

  @Override
  public int length() {
    return Math.min(line.getLength(), maxBytes);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean complete() {
    return line.getLength() <= maxBytes;
  }

  @Override
  public long position() throws IOException {
    return in.getPos();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
