/** Rows and schemas, batching and prefetching iterators, and the base class of all transformers. */
package org.melange.spark.row;
