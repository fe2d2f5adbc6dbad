/** Models on executors: loading, caching, and the device that a task uses. */
package org.melange.spark.model;
