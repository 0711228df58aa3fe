package config

import "loa"

// A message names a text for the operator: first what is wrong, then how to mend
// it. These few texts are here and not in the catalogs because they must come out
// when nothing else can be read.
type message int

const (
	noToken message = iota
	cannotRead
	notYAML
	twoDocuments
	notMapping
	notPlain
	twice
	unknownKey
	unknownVariable
	twoTokens
	badToken
	badTokenFile
	badAPI
	badZaloToken
	badZaloWebhook
	badZaloSecret
	badZaloLimit
	noZaloSecret
	badDatabase
	badCampaign
	badAccount
	badListen
	badCheckinURL
	halfCheckin
	badTimezone
	badLanguage
	badLogLevel
	badRate
	badInRow
	messageCount // for the test that every message has its texts
)

func (m message) in(lang loa.Lang) string {
	vi, en := m.texts()
	if lang == loa.English {
		return en
	}
	return vi
}

// texts returns the message in both languages. Messages about a value get the
// setting's key and the value, those about a place what they need.
func (m message) texts() (vi, en string) {
	switch m {
	case noToken:
		return "chưa có token của bot; xin token ở @BotFather rồi đặt vào LOA_TELEGRAM_TOKEN, hoặc ghi ra một tệp và đặt đường dẫn vào LOA_TELEGRAM_TOKEN_FILE; với Zalo: LOA_ZALO_TOKENS (chạy thử không cần token: loa demo)",
			"the bot's token is missing; get one from @BotFather and set LOA_TELEGRAM_TOKEN, or write it to a file and set LOA_TELEGRAM_TOKEN_FILE to its path; for Zalo: LOA_ZALO_TOKENS (to try without a token: loa demo)"
	case cannotRead:
		return "không đọc được tệp cấu hình (%s); kiểm tra đường dẫn và quyền đọc",
			"cannot read the configuration file (%s); check the path and the right to read it"
	case notYAML:
		return "tệp không đúng cú pháp YAML (%s); sửa theo mẫu loa.example.yaml",
			"the file is not valid YAML (%s); compare it with loa.example.yaml"
	case twoDocuments:
		return "tệp có nhiều phần ngăn bởi ---; chỉ giữ một phần",
			"the file has several documents parted by ---; keep one"
	case notMapping:
		return "ở đây phải là các dòng “khóa: giá trị”; sửa theo mẫu loa.example.yaml",
			"here must stand lines of “key: value”; compare them with loa.example.yaml"
	case notPlain:
		return "%s nhận một giá trị (chỉ các mục ghi [] mới nhận danh sách); sửa theo mẫu loa.example.yaml",
			"%s takes one plain value (only those with [] take a list); compare it with loa.example.yaml"
	case twice:
		return "khóa %s được ghi hai lần; xóa bớt một dòng",
			"the key %s is written twice; remove one of the lines"
	case unknownKey:
		return "không có khóa %s; có phải là: %s?",
			"there is no key %s; did you mean: %s?"
	case unknownVariable:
		return "Loa không có biến này; có phải là: %s?",
			"Loa has no such variable; did you mean: %s?"
	case twoTokens:
		return "token đã được đặt ở %s; chỉ giữ một trong hai: token hoặc tệp chứa token",
			"the token is already set at %s; keep one of the two: the token or the file with it"
	case badToken:
		return "%[1]s không có dạng token của bot; chép lại nguyên văn từ @BotFather (các chữ số, dấu hai chấm, rồi khoảng 35 ký tự)",
			"%[1]s does not look like a bot's token; copy it whole from @BotFather (digits, a colon, then about 35 characters)"
	case badTokenFile:
		return "%[1]s: không đọc được tệp %[2]q (%[3]s); kiểm tra đường dẫn và quyền đọc",
			"%[1]s: cannot read the file %[2]q (%[3]s); check the path and the right to read it"
	case badAPI:
		return "%[1]s: %[2]q không phải địa chỉ máy chủ; viết dạng https://api.telegram.org",
			"%[1]s: %[2]q is not a server's address; write it like https://api.telegram.org"
	case badZaloToken:
		return "%[1]s không có dạng token của bot Zalo; chép lại nguyên văn từ tin của “Zalo Bot Manager” (các chữ số, dấu hai chấm, rồi một chuỗi), mỗi bot một token",
			"%[1]s does not look like the token of a bot on Zalo; copy it whole from the message of “Zalo Bot Manager” (digits, a colon, then a string), one for each bot"
	case badZaloWebhook:
		return "%[1]s: %[2]q không phải địa chỉ https mở được từ ngoài; viết dạng https://loa.example.vn",
			"%[1]s: %[2]q is not an https address that can be reached from outside; write it like https://loa.example.org"
	case badZaloSecret:
		return "%[1]s không dùng làm mã bí mật được; đặt 8 đến 256 chữ cái, chữ số hoặc _ . ~ + = -",
			"%[1]s cannot be used as a secret; set 8 to 256 letters, digits or _ . ~ + = -"
	case badZaloLimit:
		return "%[1]s: %[2]q không phải giới hạn; viết số nguyên, hoặc 0 nếu gói không giới hạn",
			"%[1]s: %[2]q is not a limit; write a whole number, or 0 where the plan has no limit"
	case noZaloSecret:
		return "webhook của Zalo cần mã bí mật; đặt thêm LOA_ZALO_SECRET hoặc LOA_ZALO_SECRET_FILE",
			"Zalo's webhook needs a secret; set LOA_ZALO_SECRET or LOA_ZALO_SECRET_FILE as well"
	case badDatabase:
		return "%[1]s: địa chỉ cơ sở dữ liệu không dùng được; viết đường dẫn tệp như loa.db, hoặc postgres://người-dùng:mật-khẩu@máy-chủ/tên-csdl",
			"%[1]s: the database's address cannot be used; write a file path such as loa.db, or postgres://user:password@host/name"
	case badCampaign:
		return "%[1]s: %[2]q không phải một thư mục đọc được; kiểm tra đường dẫn, hoặc bỏ trống để dùng đợt tuyên truyền có sẵn",
			"%[1]s: %[2]q is not a folder that can be read; check the path, or leave it out to use the built-in campaign"
	case badAccount:
		return "%[1]s: %[2]q không phải tài khoản; viết dạng telegram:123456789 (số tài khoản, không phải @tên)",
			"%[1]s: %[2]q is not an account; write it like telegram:123456789 (the account's number, not its @name)"
	case badListen:
		return "%[1]s: %[2]q không phải địa chỉ để lắng nghe; viết dạng 127.0.0.1:8213",
			"%[1]s: %[2]q is not an address to listen on; write it like 127.0.0.1:8213"
	case badCheckinURL:
		return "%[1]s: %[2]q không phải địa chỉ trang; viết dạng https://loa.example.vn",
			"%[1]s: %[2]q is not the address of a page; write it like https://loa.example.org"
	case halfCheckin:
		return "trang điểm danh cần cả hai: LOA_CHECKIN_LISTEN (nơi lắng nghe) và LOA_CHECKIN_URL (địa chỉ mở từ ngoài); đặt cả hai, hoặc bỏ cả hai",
			"the check-in pages need both: LOA_CHECKIN_LISTEN (where to listen) and LOA_CHECKIN_URL (the address from outside); set both, or neither"
	case badTimezone:
		return "%[1]s: không có múi giờ %[2]q; viết tên đầy đủ như Asia/Ho_Chi_Minh",
			"%[1]s: there is no time zone %[2]q; write its full name such as Asia/Ho_Chi_Minh"
	case badLanguage:
		return "%[1]s: Loa chưa nói được %[2]q; chọn vi hoặc en",
			"%[1]s: Loa does not speak %[2]q; choose vi or en"
	case badLogLevel:
		return "%[1]s: không có mức nhật ký %[2]q; chọn debug, info, warn hoặc error",
			"%[1]s: there is no log level %[2]q; choose debug, info, warn or error"
	case badRate:
		return "%[1]s: %[2]q không phải tỷ lệ; viết số nguyên từ 0 đến 99 (phần trăm; buổi họp phải trên mức này)",
			"%[1]s: %[2]q is not a rate; write a whole number from 0 to 99 (per cent; a meeting must be above it)"
	case badInRow:
		return "%[1]s: %[2]q không phải số lần; viết số nguyên từ 1 đến 24",
			"%[1]s: %[2]q is not a number of times; write a whole number from 1 to 24"
	case messageCount:
	}
	return "", ""
}
