import {
  ANY_MAP,
  define,
  FLOAT64,
  functionOf,
  type GoType,
  INT,
  INT64,
  parseType,
  pointerTo,
  STRING,
  sliceOf,
  structOf,
} from './go-type.ts';

/** The named types that conditions can meet: Go's time package and what New Relic and CloudWatch hand over. */

type MethodTable = Map<string, GoType>;

const TIME_METHODS: MethodTable = new Map();
const DURATION_METHODS: MethodTable = new Map();
const LOCATION_METHODS: MethodTable = new Map([['String', functionOf([], [STRING])]]);
const NAMED_NUMBER_METHODS: MethodTable = new Map([['String', functionOf([], [STRING])]]);

export const TIME = define('time.Time', 'time', structOf(new Map([['wall', INT64]])), TIME_METHODS);
export const DURATION = define('time.Duration', 'time', INT64, DURATION_METHODS);
export const MONTH = define('time.Month', 'time', INT, NAMED_NUMBER_METHODS);
export const WEEKDAY = define('time.Weekday', 'time', INT, NAMED_NUMBER_METHODS);
export const LOCATION = define('time.Location', 'time', structOf(new Map([['name', STRING]])));
export const LOCATION_POINTER = pointerTo(LOCATION, LOCATION_METHODS);

function fill(table: MethodTable, lines: string): void {
  for (const line of lines.trim().split('\n')) {
    const text = line.trim();
    const name = text.slice(0, text.indexOf('('));
    const type = parseType(`func${text.slice(name.length)}`);
    if (type === undefined) throw new TypeError(`not a Go signature: ${text}`);
    table.set(name, type);
  }
}

fill(
  TIME_METHODS,
  `Add(time.Duration) time.Time
   AddDate(int, int, int) time.Time
   After(time.Time) bool
   AppendBinary([]uint8) ([]uint8, error)
   AppendFormat([]uint8, string) []uint8
   AppendText([]uint8) ([]uint8, error)
   Before(time.Time) bool
   Clock() (int, int, int)
   Compare(time.Time) int
   Date() (int, time.Month, int)
   Day() int
   Equal(time.Time) bool
   Format(string) string
   GoString() string
   GobEncode() ([]uint8, error)
   Hour() int
   ISOWeek() (int, int)
   In(*time.Location) time.Time
   IsDST() bool
   IsZero() bool
   Local() time.Time
   Location() *time.Location
   MarshalBinary() ([]uint8, error)
   MarshalJSON() ([]uint8, error)
   MarshalText() ([]uint8, error)
   Minute() int
   Month() time.Month
   Nanosecond() int
   Round(time.Duration) time.Time
   Second() int
   String() string
   Sub(time.Time) time.Duration
   Truncate(time.Duration) time.Time
   UTC() time.Time
   Unix() int64
   UnixMicro() int64
   UnixMilli() int64
   UnixNano() int64
   Weekday() time.Weekday
   Year() int
   YearDay() int
   Zone() (string, int)
   ZoneBounds() (time.Time, time.Time)`,
);

fill(
  DURATION_METHODS,
  `Abs() time.Duration
   Hours() float64
   Microseconds() int64
   Milliseconds() int64
   Minutes() float64
   Nanoseconds() int64
   Round(time.Duration) time.Duration
   Seconds() float64
   String() string
   Truncate(time.Duration) time.Duration`,
);

/** What one row of a New Relic query is. */
export const NRDB_RESULT = define('nrdb.NRDBResult', 'github.com/newrelic/newrelic-client-go/v2/pkg/nrdb', ANY_MAP);

const CLOUDWATCH_PACKAGE = 'github.com/aws/aws-sdk-go-v2/service/cloudwatch/types';
const STATUS_CODE_METHODS: MethodTable = new Map();

export const STATUS_CODE = define('types.StatusCode', CLOUDWATCH_PACKAGE, STRING, STATUS_CODE_METHODS);
STATUS_CODE_METHODS.set('Values', functionOf([], [sliceOf(STATUS_CODE)]));

export const STRING_POINTER = pointerTo(STRING);

export const MESSAGE_DATA = define(
  'types.MessageData',
  CLOUDWATCH_PACKAGE,
  structOf(
    new Map([
      ['Code', STRING_POINTER],
      ['Value', STRING_POINTER],
    ]),
  ),
);

/** One element of a CloudWatch result. */
export const METRIC_DATA_RESULT = define(
  'types.MetricDataResult',
  CLOUDWATCH_PACKAGE,
  structOf(
    new Map([
      ['Id', STRING_POINTER],
      ['Label', STRING_POINTER],
      ['Messages', sliceOf(MESSAGE_DATA)],
      ['StatusCode', STATUS_CODE],
      ['Timestamps', sliceOf(TIME)],
      ['Values', sliceOf(FLOAT64)],
    ]),
  ),
);
