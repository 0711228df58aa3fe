package content

// What is written short and read in full. The tables hold what is common in
// Vietnamese; what only one campaign writes stands in its read_as.

// abbreviations are read as the words they stand for.
var abbreviations = map[string]string{
	"ANQP": "an ninh, quốc phòng", "ANTT": "an ninh trật tự", "ATGT": "an toàn giao thông",
	"b/c": "báo cáo", "BCĐ": "Ban Chỉ đạo", "BCH": "Ban Chấp hành", "BHXH": "bảo hiểm xã hội", "BHYT": "bảo hiểm y tế",
	"BQP": "Bộ Quốc phòng", "BTG": "Ban Tuyên giáo", "BTV": "Ban Thường vụ", "CAND": "Công an nhân dân", "CCB": "cựu chiến binh",
	"CLB": "câu lạc bộ", "CNXH": "chủ nghĩa xã hội", "CT-XH": "chính trị - xã hội", "đ/c": "đồng chí", "GDP": "tổng sản phẩm trong nước",
	"GRDP": "tổng sản phẩm trên địa bàn", "GS": "giáo sư", "HĐND": "Hội đồng nhân dân", "HTX": "hợp tác xã", "KHKT": "khoa học kỹ thuật",
	"KT-XH": "kinh tế - xã hội", "LHPN": "Liên hiệp Phụ nữ", "LLVT": "lực lượng vũ trang", "MTTQ": "Mặt trận Tổ quốc",
	"NQ": "Nghị quyết", "NTM": "nông thôn mới", "PCCC": "phòng cháy, chữa cháy", "PGS": "phó giáo sư", "QĐ": "Quyết định",
	"QĐND": "Quân đội nhân dân", "QP-AN": "quốc phòng - an ninh", "TDP": "tổ dân phố", "THCS": "trung học cơ sở",
	"THPT": "trung học phổ thông", "TNCS": "Thanh niên Cộng sản", "TNXP": "thanh niên xung phong", "TP": "thành phố", "TP.": "thành phố ",
	"TP.HCM": "Thành phố Hồ Chí Minh", "TPHCM": "Thành phố Hồ Chí Minh", "TTATXH": "trật tự an toàn xã hội",
	"TTXVN": "Thông tấn xã Việt Nam", "TW": "Trung ương", "TƯ": "Trung ương", "TX": "thị xã", "UB": "Ủy ban", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
	"UBND": "Ủy ban nhân dân", "v.v": "vân vân", "v.v.": "vân vân.", "VN": "Việt Nam", "XHCN": "xã hội chủ nghĩa",
}

// papers are the kinds of document that stand in a number such as "11-NQ/TW".
var papers = map[string]string{
	"BC": "Báo cáo", "CT": "Chỉ thị", "CTr": "Chương trình", "CV": "Công văn", "HD": "Hướng dẫn", "KH": "Kế hoạch", "KL": "Kết luận",
	"NĐ": "Nghị định", "NQ": "Nghị quyết", "QĐ": "Quyết định", "TB": "Thông báo", "TT": "Thông tư",
}

// issuers are those who sign such a document, where the short form leaves no doubt.
var issuers = map[string]string{
	"CP": "Chính phủ", "HĐND": "Hội đồng nhân dân", "TTg": "Thủ tướng Chính phủ", "TW": "Trung ương", "UBND": "Ủy ban nhân dân",
}

// unitWords are read in full after a number.
var unitWords = map[string]string{
	"%": "phần trăm", "‰": "phần nghìn", "°": "độ", "°C": "độ xê", "ºC": "độ xê", "đ": "đồng", "VND": "đồng", "VNĐ": "đồng", "USD": "đô la Mỹ",
	"mm": "mi-li-mét", "cm": "xăng-ti-mét", "dm": "đề-xi-mét", "m": "mét", "km": "ki-lô-mét", "km/h": "ki-lô-mét một giờ",
	"m2": "mét vuông", "m²": "mét vuông", "km2": "ki-lô-mét vuông", "km²": "ki-lô-mét vuông", "ha": "héc-ta", "m3": "mét khối", "m³": "mét khối",
	"ml": "mi-li-lít", "l": "lít", "mg": "mi-li-gam", "g": "gam", "kg": "ki-lô-gam", "kW": "ki-lô-oát", "kWh": "ki-lô-oát giờ", "MB": "mê-ga-bai",
}

// letterNames are the names of the letters in an abbreviation that is spelled.
var letterNames = map[rune]string{
	'A': "a", 'B': "bê", 'C': "xê", 'D': "dê", 'Đ': "đê", 'E': "e", 'F': "ép", 'G': "giê", 'H': "hát", 'I': "i", 'J': "gi", 'K': "ca",
	'L': "lờ", 'M': "mờ", 'N': "nờ", 'O': "o", 'P': "pê", 'Q': "quy", 'R': "rờ", 'S': "sờ", 'T': "tê", 'U': "u", 'V': "vê",
	'W': "vê kép", 'X': "ích", 'Y': "y", 'Z': "dét", 'Ư': "ư", 'Ơ': "ơ",
}
